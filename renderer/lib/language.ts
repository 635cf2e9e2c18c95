/**
 * The page's language. A room's texts are compiled functions, one module per language (`renderer/messages.ts`), of
 * which only the current language's is loaded. They are read where they are shown: switching loads the other modules of
 * the open rooms, and then everything on screen is in the other language; nothing else changes.
 */
import { SvelteMap } from 'svelte/reactivity';
import { firstKnown, LANGUAGES, type Language } from './languages.ts';

export { LANGUAGES, type Language };

/** The exports of a room's module. */
type Texts = Readonly<Record<string, (parameters: never) => string>>;
type Module<T> = () => Promise<{ readonly default: T }>;

/** The choice for the next start: the language must be known before main has answered. */
const KEPT = 'language';
/** Null in Node, where unit tests read the page's texts in English. */
const kept = 'document' in globalThis ? (globalThis as unknown as { localStorage: Kept }).localStorage : null;
interface Kept {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** The first of the system's languages that the lab supports; else English. */
export const systemLanguage = (): Language => firstKnown(kept ? navigator.languages : []);

function languageAtStart(): Language {
  const before = kept?.getItem(KEPT) ?? '';
  return before in LANGUAGES ? (before as Language) : systemLanguage();
}

/** One room's texts, by language, as far as loaded. */
class Room {
  readonly loaded: Partial<Record<Language, Texts>> = {};
  readonly #load: Readonly<Record<Language, Module<Texts>>>;

  constructor(load: Readonly<Record<Language, Module<Texts>>>) {
    this.#load = load;
  }

  async load(language: Language): Promise<void> {
    this.loaded[language] ??= (await this.#load[language]()).default;
  }
}

const rooms: Room[] = [];
let current = languageAtStart();
let wanted = current;
/** The reactive source of all readers. With a subscriber, every text on screen would be a separate effect. */
const shown = new SvelteMap<'language', Language>([['language', current]]);

/** Read it where something other than a text of `messages` depends on the language: the format of a date. */
export function language(): Language {
  return shown.get('language') ?? current;
}

/** Resolves when everything is shown in it. The last request wins. */
export async function speak(next: Language | 'system'): Promise<void> {
  wanted = next === 'system' ? systemLanguage() : next;
  const asked = wanted;
  // Also waits for a room that is opened meanwhile.
  for (let lacking = rooms; lacking.length > 0; lacking = rooms.filter(({ loaded }) => !loaded[asked])) {
    await Promise.all(lacking.map((room) => room.load(asked)));
  }
  if (asked !== wanted) return;
  if (next === 'system') kept?.removeItem(KEPT);
  else kept?.setItem(KEPT, next);
  if (asked === current) return;
  current = asked;
  shown.set('language', asked);
}

/**
 * A room's texts in the language that is current when they are read. Awaited by the room's `messages/index.ts`, so that
 * importers have them: `t.startTraining()`, `t.pictures({ n })`.
 */
export async function messages<T extends Texts>(load: {
  readonly en: Module<T>;
  readonly 'zh-CN': Module<NoInfer<T>>;
}): Promise<T> {
  const room = new Room(load);
  rooms.push(room);
  while (!room.loaded[current]) await room.load(current);
  const texts: Record<string, (parameters: never) => string> = {};
  for (const key of Object.keys(room.loaded[current] ?? {})) {
    texts[key] = (parameters) => room.loaded[language()]?.[key]?.(parameters) ?? key;
  }
  return texts as T;
}
