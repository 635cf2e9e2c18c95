/**
 * The page's texts. Both languages are in its script, since it requests only the model from its server. They have no
 * plurals and no formatted numbers: those need a package, which the page would have to ship with its licence.
 */
import en from '#messages/exported-page/en.js';
import chinese from '#messages/exported-page/zh-CN.js';
import type { Language } from '../../lib/languages.ts';

const TEXTS: Readonly<Record<Language, typeof en>> = { en, 'zh-CN': chinese };

/** Reads from the language that is current at that time. */
export let t = en;

export function speak(language: Language): void {
  t = TEXTS[language];
}
