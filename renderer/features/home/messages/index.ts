import { messages } from '../../../lib/language.ts';

/** Texts of the first screen. */
export const t = await messages({
  en: () => import('#messages/features/home/en.js'),
  'zh-CN': () => import('#messages/features/home/zh-CN.js'),
});
