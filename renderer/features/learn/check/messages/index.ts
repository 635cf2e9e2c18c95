import { messages } from '../../../../lib/language.ts';

/** Texts of the station that checks a learner's work: what is asked, how it is given, and what is found. */
export const t = await messages({
  en: () => import('#messages/features/learn/check/en.js'),
  'zh-CN': () => import('#messages/features/learn/check/zh-CN.js'),
});
