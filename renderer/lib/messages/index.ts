import { messages } from '../language.ts';

/** Texts of `lib`: names of screens, numbers with their units, what happens between the page and the lab. */
export const t = await messages({
  en: () => import('#messages/lib/en.js'),
  'zh-CN': () => import('#messages/lib/zh-CN.js'),
});
