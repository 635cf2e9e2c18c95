import { messages } from '../../../lib/language.ts';

/** Texts of a model's answers, of two models compared, and of the course reproduced. */
export const t = await messages({
  en: () => import('#messages/features/evaluation/en.js'),
  'zh-CN': () => import('#messages/features/evaluation/zh-CN.js'),
});
