import { messages } from '../../../lib/language.ts';

/** Texts of Devices: backends, their speeds, the machine, about the lab. */
export const t = await messages({
  en: () => import('#messages/features/devices/en.js'),
  'zh-CN': () => import('#messages/features/devices/zh-CN.js'),
});
