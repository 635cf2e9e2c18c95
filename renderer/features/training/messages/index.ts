import { messages } from '../../../lib/language.ts';

/** Texts of runs: the list, one run, and the form for a new one. */
export const t = await messages({
  en: () => import('#messages/features/training/en.js'),
  'zh-CN': () => import('#messages/features/training/zh-CN.js'),
});
