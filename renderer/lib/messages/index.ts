import { messages } from '../language.ts';

/** Texts of `lib`: names of screens, numbers with their units, connection messages. */
export const t = await messages({
  en: () => import('#messages/lib/en.js'),
  'zh-CN': () => import('#messages/lib/zh-CN.js'),
});
