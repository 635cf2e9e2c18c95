import { messages } from '../../../../lib/language.ts';

/** Texts of the station that explains an answer: its four methods, their figures, formulas and questions. */
export const t = await messages({
  en: () => import('#messages/features/learn/why/en.js'),
  'zh-CN': () => import('#messages/features/learn/why/zh-CN.js'),
});
