import { messages } from '../../../../lib/language.ts';

/** Texts of the station Padding and stride. */
export const t = await messages({
  en: () => import('#messages/features/learn/padding/en.js'),
  'zh-CN': () => import('#messages/features/learn/padding/zh-CN.js'),
});
