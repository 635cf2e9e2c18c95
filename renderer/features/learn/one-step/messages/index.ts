import { messages } from '../../../../lib/language.ts';

/** Texts of the station One step. */
export const t = await messages({
  en: () => import('#messages/features/learn/one-step/en.js'),
  'zh-CN': () => import('#messages/features/learn/one-step/zh-CN.js'),
});
