/**
 * Compiles the page's texts: `messages/en.json` and `messages/zh-CN.json` of every room, written in ICU MessageFormat,
 * become one module of plain functions per language in `.build/messages/ROOM/`, with their types. A text that one
 * language lacks, or that has other parameters, is an error. `renderer/README.md` describes how a room uses them. Run
 * as a script, it compiles all of them within a second.
 */
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse, type Token } from '@messageformat/parser';
import writeFileAtomic from 'write-file-atomic';

// The types describe an ES module, the files are CommonJS: an import would have the wrong type.
const require = createRequire(import.meta.url);
type Core = typeof import('@messageformat/core');
type PluralFunction = Extract<ConstructorParameters<Core['default']>[0], (...args: never) => unknown>;
const MessageFormat = require('@messageformat/core') as Core['default'];
const compileModule =
  require('@messageformat/core/compile-module') as typeof import('@messageformat/core/lib/compile-module.js').default;

const root = join(import.meta.dirname, '..');
export const COMPILED = join(root, '.build/messages');
export const LANGUAGES = ['en', 'zh-CN'] as const;
type Language = (typeof LANGUAGES)[number];

/** Texts by key. */
export type Texts = Readonly<Record<string, string>>;
/** The parameters of a message: `{ n: 'number', name: 'string | number' }`. */
type Parameters = Readonly<Record<string, string>>;

/** The browser's plural rules, instead of the library's own table of all languages. */
function pluralRules(language: Language): PluralFunction {
  const rules = new Intl.PluralRules(language);
  const categories = (type: 'cardinal' | 'ordinal') =>
    new Intl.PluralRules(language, { type }).resolvedOptions().pluralCategories;
  const select = (value: number | string) => rules.select(Number(value));
  Object.defineProperty(select, 'name', { value: language });
  return Object.assign(select, {
    cardinals: categories('cardinal'),
    ordinals: categories('ordinal'),
    // Source text inserted into the compiled module.
    toString: () => `((rules) => (n) => rules.select(n))(new Intl.PluralRules(${JSON.stringify(language)}))`,
  });
}

/** @throws Error with the position in the text where it is not valid ICU MessageFormat */
function parametersOf(place: string, text: string): Parameters {
  const found: Record<string, string> = {};
  const walk = (tokens: readonly Token[]) => {
    for (const token of tokens) {
      if (token.type === 'argument') found[token.arg] ??= 'string | number';
      if (token.type === 'function') found[token.arg] = token.key === 'number' ? 'number' : 'number | Date';
      if (token.type === 'plural' || token.type === 'selectordinal') found[token.arg] = 'number';
      if (token.type === 'select') found[token.arg] = token.cases.map(({ key }) => `'${key}'`).join(' | ');
      if ('cases' in token) for (const { tokens: inner } of token.cases) walk(inner);
    }
  };
  try {
    walk(parse(text));
  } catch (thrown) {
    throw new Error(`${place}: ${(thrown as Error).message}`, { cause: thrown });
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const signature = (parameters: Parameters) => {
  const entries = Object.entries(parameters).map(([name, type]) => `${name}: ${type}`);
  return entries.length === 0 ? '()' : `(d: { ${entries.join('; ')} })`;
};

/** By name: a plural in English may be a bare number in Chinese, which has no plurals. */
const sameParameters = (a: Parameters, b: Parameters) =>
  JSON.stringify(Object.keys(a)) === JSON.stringify(Object.keys(b));

/**
 * One room's modules by file name.
 * @throws Error that names room and key where a language lacks a text, has an extra one or other parameters
 */
export function compileRoom(room: string, texts: Readonly<Record<Language, Texts>>): Record<string, string> {
  const { en } = texts;
  const files: Record<string, string> = {};
  const types = Object.entries(en).map(([key, text]) => {
    const of = (language: Language, text: string) => parametersOf(`${room}/messages/${language}.json: "${key}"`, text);
    const parameters = of('en', text);
    for (const language of LANGUAGES) {
      const other = texts[language][key];
      if (other === undefined) throw new Error(`${room}/messages/${language}.json lacks "${key}", which en.json has.`);
      if (!sameParameters(parameters, of(language, other))) {
        throw new Error(`${room}/messages/${language}.json: "${key}" has other parameters than in en.json.`);
      }
    }
    return `  readonly ${key}: ${signature(parameters)} => string;\n`;
  });
  for (const language of LANGUAGES) {
    const strange = Object.keys(texts[language]).find(
      (key) => en[key] === undefined || !/^[a-z][A-Za-z0-9]*$/.test(key),
    );
    if (strange) throw new Error(`${room}/messages/${language}.json: "${strange}" is no key of en.json in camelCase.`);
    const format = new MessageFormat(pluralRules(language), { strict: true });
    files[`${language}.js`] = compileModule(format, { ...texts[language] });
    files[`${language}.d.ts`] = `declare const messages: {\n${types.join('')}};\nexport default messages;\n`;
  }
  return files;
}

/** Rooms with texts, as paths in `renderer/`: `features/home`. */
export const roomsWithTexts = (): string[] =>
  globSync('**/messages/en.json', { cwd: import.meta.dirname })
    .map((file) => dirname(dirname(file)).replaceAll('\\', '/'))
    .sort();

export function textsOf(room: string): Record<Language, Texts> {
  const read = (language: Language) =>
    JSON.parse(readFileSync(join(import.meta.dirname, room, `messages/${language}.json`), 'utf8')) as Texts;
  return { en: read('en'), 'zh-CN': read('zh-CN') };
}

/** Unchanged files are not rewritten: another process may be reading them. */
export function compileMessages(): void {
  for (const room of roomsWithTexts()) {
    const folder = join(COMPILED, room);
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(compileRoom(room, textsOf(room)))) {
      const file = join(folder, name);
      if (!existsSync(file) || readFileSync(file, 'utf8') !== content) writeFileAtomic.sync(file, content);
    }
  }
}

if (import.meta.main) compileMessages();
