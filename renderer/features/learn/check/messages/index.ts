import { messages } from '../../../../lib/language.ts';

/** Texts of the station that checks a learner's work: questions, ways to answer, and results. */
export const t = await messages({
  en: () => import('#messages/features/learn/check/en.js'),
  'zh-CN': () => import('#messages/features/learn/check/zh-CN.js'),
});
