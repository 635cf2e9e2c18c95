import { messages } from '../../../../lib/language.ts';

/** Texts of the station Forward. */
export const t = await messages({
  en: () => import('#messages/features/learn/forward/en.js'),
  'zh-CN': () => import('#messages/features/learn/forward/zh-CN.js'),
});
