import { messages } from '../../../../lib/language.ts';

/** Texts of the station Pooling. */
export const t = await messages({
  en: () => import('#messages/features/learn/pooling/en.js'),
  'zh-CN': () => import('#messages/features/learn/pooling/zh-CN.js'),
});
