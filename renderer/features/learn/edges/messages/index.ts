import { messages } from '../../../../lib/language.ts';

/** Texts of the station Edges: filters, inputs, the sum of a window. */
export const t = await messages({
  en: () => import('#messages/features/learn/edges/en.js'),
  'zh-CN': () => import('#messages/features/learn/edges/zh-CN.js'),
});
