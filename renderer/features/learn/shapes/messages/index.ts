import { messages } from '../../../../lib/language.ts';

/** Texts of the station Shapes and counts. */
export const t = await messages({
  en: () => import('#messages/features/learn/shapes/en.js'),
  'zh-CN': () => import('#messages/features/learn/shapes/zh-CN.js'),
});
