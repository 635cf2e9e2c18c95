/** Text nodes of the page in its language, rewritten when the language changes. */
import type { Language } from '../lib/languages.ts';
import { speak } from './messages/index.ts';

const texts = new Map<HTMLElement, () => string>();
const labels = new Map<HTMLElement, () => string>();

export function write(target: HTMLElement, text: () => string): void {
  texts.set(target, text);
  // Read out when it changes, not with every frame.
  if (target.textContent !== text()) target.textContent = text();
}

/** The accessible label of an element without text. */
export function label(target: HTMLElement, text: () => string): void {
  labels.set(target, text);
  target.ariaLabel = text();
}

export function rewrite(language: Language): void {
  speak(language);
  document.documentElement.lang = language;
  for (const [target, text] of texts) write(target, text);
  for (const [target, text] of labels) label(target, text);
}
