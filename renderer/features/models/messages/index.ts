import { messages } from '../../../lib/language.ts';

/** Texts of the models: list, card, parity, trying a picture, exports. */
export const t = await messages({
  en: () => import('#messages/features/models/en.js'),
  'zh-CN': () => import('#messages/features/models/zh-CN.js'),
});
