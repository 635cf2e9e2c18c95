/** What the lab's processes report, in the page's language. */
import { SvelteMap } from 'svelte/reactivity';
import { type Language, language } from '../language.ts';
import { type Catalogue, translatorOf } from './translator.ts';

/** English is what the processes write. */
const CATALOGUES: Partial<Record<Language, () => Promise<Catalogue>>> = {
  'zh-CN': async () => (await import('./zh-CN.ts')).CHINESE,
};

const translators = new SvelteMap<Language, (text: string) => string>();
const asked = new Set<Language>();

/** A reported text; English until the language's catalogue has been loaded, and where it does not know the text. */
export function translated(text: string): string {
  const shown = language();
  if (!asked.has(shown)) void load(shown);
  return translators.get(shown)?.(text) ?? text;
}

async function load(wanted: Language): Promise<void> {
  asked.add(wanted);
  const catalogue = await CATALOGUES[wanted]?.();
  if (catalogue) translators.set(wanted, translatorOf(catalogue));
}
