import { messages } from '../../../lib/language.ts';

/** Texts of the sweeps: list, form, screen, trials, charts. */
export const t = await messages({
  en: () => import('#messages/features/tuning/en.js'),
  'zh-CN': () => import('#messages/features/tuning/zh-CN.js'),
});
