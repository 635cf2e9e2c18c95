/** The languages that the lab and the pages that it exports speak. */

/** By their own names, as they are offered. */
export const LANGUAGES = { en: 'English', 'zh-CN': '简体中文' } as const;
export type Language = keyof typeof LANGUAGES;

/** The first of a system's languages that is one of ours; English where there is none. */
export function firstKnown(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.split('-')[0]).find((name) => name === 'en' || name === 'zh');
  return known === 'zh' ? 'zh-CN' : 'en';
}
