import { messages } from '../../language.ts';

/** Names and descriptions of hyperparameters: the English is the schema's own. */
export const t = await messages({
  en: () => import('#messages/lib/hyperparameters/en.js'),
  'zh-CN': () => import('#messages/lib/hyperparameters/zh-CN.js'),
});
