import { messages } from '../../../../lib/language.ts';

/** Texts of the station One net, one picture. */
export const t = await messages({
  en: () => import('#messages/features/learn/one-net/en.js'),
  'zh-CN': () => import('#messages/features/learn/one-net/zh-CN.js'),
});
