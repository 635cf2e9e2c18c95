import { messages } from '../../../lib/language.ts';

/** Texts of runs: their list, one of them, and a new one that is put together. */
export const t = await messages({
  en: () => import('#messages/features/training/en.js'),
  'zh-CN': () => import('#messages/features/training/zh-CN.js'),
});
