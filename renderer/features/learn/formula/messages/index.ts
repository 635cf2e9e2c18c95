import { messages } from '../../../../lib/language.ts';

/** Texts of the notation: what the letters of the course's formulas mean. */
export const t = await messages({
  en: () => import('#messages/features/learn/formula/en.js'),
  'zh-CN': () => import('#messages/features/learn/formula/zh-CN.js'),
});
