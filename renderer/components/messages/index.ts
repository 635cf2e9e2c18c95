import { messages } from '../../lib/language.ts';

/** Texts of the components themselves; most of what they show is passed in. */
export const t = await messages({
  en: () => import('#messages/components/en.js'),
  'zh-CN': () => import('#messages/components/zh-CN.js'),
});
