import { messages } from '../../../../lib/language.ts';

/** Texts of the station Volumes. */
export const t = await messages({
  en: () => import('#messages/features/learn/volumes/en.js'),
  'zh-CN': () => import('#messages/features/learn/volumes/zh-CN.js'),
});
