import { messages } from '../../../../lib/language.ts';

/** Texts of the station about training: time line, filters, gradients, one step by hand and the loss around it. */
export const t = await messages({
  en: () => import('#messages/features/learn/training/en.js'),
  'zh-CN': () => import('#messages/features/learn/training/zh-CN.js'),
});
