import { messages } from '../../language.ts';

/** What hyperparameters are called, and what each does: the English is the schema's own. */
export const t = await messages({
  en: () => import('#messages/lib/hyperparameters/en.js'),
  'zh-CN': () => import('#messages/lib/hyperparameters/zh-CN.js'),
});
