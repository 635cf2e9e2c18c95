import { messages } from '../../../../lib/language.ts';

/** Texts of the station Backward. */
export const t = await messages({
  en: () => import('#messages/features/learn/backward/en.js'),
  'zh-CN': () => import('#messages/features/learn/backward/zh-CN.js'),
});
