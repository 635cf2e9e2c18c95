import { messages } from '../../../lib/language.ts';

/** Texts shared by Learn's stations: their list, pictures, models, sizes, the player, numbers, questions. */
export const t = await messages({
  en: () => import('#messages/features/learn/en.js'),
  'zh-CN': () => import('#messages/features/learn/zh-CN.js'),
});
