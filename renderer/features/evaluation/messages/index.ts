import { messages } from '../../../lib/language.ts';

/** Texts of the evaluation of a model, of comparisons, and of the reproduction of the course. */
export const t = await messages({
  en: () => import('#messages/features/evaluation/en.js'),
  'zh-CN': () => import('#messages/features/evaluation/zh-CN.js'),
});
