/** The languages of the lab and of exported pages. */

/** By their own names, as offered to people. */
export const LANGUAGES = { en: 'English', 'zh-CN': '简体中文' } as const;
export type Language = keyof typeof LANGUAGES;

/** The first of a system's languages that is supported; else English. */
export function firstKnown(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.split('-')[0]).find((name) => name === 'en' || name === 'zh');
  return known === 'zh' ? 'zh-CN' : 'en';
}
