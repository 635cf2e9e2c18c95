import { messages } from '../../../lib/language.ts';

/** Texts of Datasets: gallery, pictures and their filter, splits, duplicates, versions, export. */
export const t = await messages({
  en: () => import('#messages/features/datasets/en.js'),
  'zh-CN': () => import('#messages/features/datasets/zh-CN.js'),
});
