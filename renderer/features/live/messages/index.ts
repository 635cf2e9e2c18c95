import { messages } from '../../../lib/language.ts';

/** Texts of the camera: recognition, capture, recordings, video files. */
export const t = await messages({
  en: () => import('#messages/features/live/en.js'),
  'zh-CN': () => import('#messages/features/live/zh-CN.js'),
});
