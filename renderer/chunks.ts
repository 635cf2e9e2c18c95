/**
 * Which modules of the page are sent together. Left to itself the bundler makes a script of every few modules that the
 * same screens share: a hundred of them, each with its list of imports, none compressed with the words of another. With
 * two in the place of fifty the whole page is 6 % smaller, and its first screen too.
 */
import { join } from 'node:path';
import { normalizePath, type Rolldown } from 'vite';

type Group = Rolldown.CodeSplittingGroup;
type Graph = Parameters<Extract<Group['name'], (...args: never) => unknown>>[1];

/** What everybody loads. */
const FIRST = ['app/main.ts', 'features/home/HomeScreen.svelte'];
/** Of bits-ui all is imported through one list; these of its parts are on the first screen. */
const LATER = /\/bits-ui\/dist\/bits\/(?!utilities|dialog|tooltip|progress)/;
/** What screens are made of. Charts and the words of hyperparameters are loaded with the first screen that has one. */
const PARTS =
  /\/renderer\/(components\/(?!chart\/|LineChart|BarChart)|lib\/(?!hyperparameters\/))|\/(bits-ui|svelte|runed|svelte-toolbelt)\//;
/** A part that so many screens share is not sent with any of them. */
const SCREENS = 3;

/** Everything that `FIRST` imports, through others too; not what is imported later. */
function firstScreen(graph: Graph): ReadonlySet<string> {
  const found = new Set<string>();
  const own = FIRST.map((file) => normalizePath(join(import.meta.dirname, file)));
  const waiting = [...own];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
  }
  // These two are scripts themselves, which the document and the address ask for.
  for (const id of own) found.delete(id);
  return found;
}

/**
 * Texts of rooms whose scripts come with the first screen, a script a language. No script of texts may import another
 * that waits for it (`renderer/lib/language.ts`), so what their functions call is a script of its own.
 */
const TEXTS = /\/\.build\/messages\/(app|components|lib|features\/home)\/([\w-]+)\.js$/;
const TEXTS_RUNTIME = /\/@messageformat\/runtime\//;

/** For one build: it looks at the modules once. */
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
