import { messages } from '../../lib/language.ts';

/** Texts of the shell: navigation, top bar, help, questions of tasks. */
export const t = await messages({
  en: () => import('#messages/app/en.js'),
  'zh-CN': () => import('#messages/app/zh-CN.js'),
});
