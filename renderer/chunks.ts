/**
 * Decides which modules of the page are sent together. On its own, the bundler makes a script of every few modules that
 * the same screens share: a hundred scripts, each with its list of imports, and none compressed together with the
 * others. With two instead of fifty, the whole page is 6 % smaller, and so is its first screen.
 */
import { join } from 'node:path';
import { normalizePath, type Rolldown } from 'vite';

type Group = Rolldown.CodeSplittingGroup;
type Graph = Parameters<Extract<Group['name'], (...args: never) => unknown>>[1];

/** What every visit loads. */
const FIRST = ['app/main.ts', 'features/home/HomeScreen.svelte'];
/** bits-ui is imported through one index module; these parts of it are on the first screen. */
const LATER = /\/bits-ui\/dist\/bits\/(?!utilities|dialog|tooltip|progress)/;
/** What screens are made of. Charts and hyperparameter texts are loaded with the first screen that has them. */
const PARTS =
  /\/renderer\/(components\/(?!chart\/|LineChart|BarChart)|lib\/(?!hyperparameters\/))|\/(bits-ui|svelte|runed|svelte-toolbelt)\//;
/** A module shared by this many screens is not sent with any one of them. */
const SCREENS = 3;

/** Everything that `FIRST` imports statically, directly or indirectly. */
function firstScreen(graph: Graph): ReadonlySet<string> {
  const found = new Set<string>();
  const own = FIRST.map((file) => normalizePath(join(import.meta.dirname, file)));
  const waiting = [...own];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
  }
  // These two are entry scripts themselves, requested by the document and the address.
  for (const id of own) found.delete(id);
  return found;
}

/**
 * Texts of rooms whose scripts come with the first screen, one script per language. No text script may import a script
 * that waits for it (`renderer/lib/language.ts`), so what text functions call is a separate script.
 */
const TEXTS = /\/\.build\/messages\/(app|components|lib|features\/home)\/([\w-]+)\.js$/;
const TEXTS_RUNTIME = /\/@messageformat\/runtime\//;

/** For one build: the module graph is walked once. */
export function chunks(): Group[] {
  let first: ReadonlySet<string> | undefined;
  const isFirst = (id: string, graph: Graph) => {
    first ??= firstScreen(graph);
    return first.has(id) && !LATER.test(id);
  };
  return [
    { name: 'texts', test: TEXTS_RUNTIME, priority: 4 },
    { name: (id) => TEXTS.exec(normalizePath(id))?.[2] ?? null, priority: 3 },
    { name: (id, graph) => (isFirst(id, graph) ? 'first' : null), priority: 2 },
    { name: 'parts', test: PARTS, minShareCount: SCREENS, priority: 1 },
  ];
}
