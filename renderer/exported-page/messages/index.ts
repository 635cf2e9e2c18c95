/**
 * The page's texts. Both languages are in its script: it asks its server for nothing but the model. They have no plurals
 * and no formatted numbers: those call a package, which the page would then have to bring along with its licence.
 */
import en from '#messages/exported-page/en.js';
import chinese from '#messages/exported-page/zh-CN.js';
import type { Language } from '../../lib/languages.ts';

const TEXTS: Readonly<Record<Language, typeof en>> = { en, 'zh-CN': chinese };

/** Of the current language, whichever that is when they are read. */
export let t = en;

export function speak(language: Language): void {
  t = TEXTS[language];
}
