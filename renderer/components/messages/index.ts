import { messages } from '../../lib/language.ts';

/** Texts that components bring themselves; most of what they show is given to them. */
export const t = await messages({
  en: () => import('#messages/components/en.js'),
  'zh-CN': () => import('#messages/components/zh-CN.js'),
});
