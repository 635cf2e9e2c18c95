/**
 * Hyperparameters, and other dimensions of a sweep, in the page's language. Main describes them in English, by their
 * schema, like the command line; fields without a text here keep main's.
 */
import { t } from './messages/index.ts';

type Described = { readonly title: string; readonly why: string } & (
  | { readonly key: string }
  | { readonly name: string }
);

/** By key of a hyperparameter: `learningRate`, `learningRateAbout`, `scheduleCosine`. */
const texts: Readonly<Record<string, unknown>> = t;
const textOf = (key: string, otherwise: string) =>
  Object.hasOwn(texts, key) ? (texts[key] as () => string)() : otherwise;

/** The same field, with title and `why` read in the current language. */
export function spoken<T extends Described>(field: T): T {
  const name = 'key' in field ? field.key : field.name;
  return {
    ...field,
    get title() {
      return titleOf(name, field.title);
    },
    get why() {
      const [, property] = LAYER.exec(name) ?? [];
      // untranslated: a key of the texts
      return textOf(`${property ?? (BLOCK.test(name) ? 'repeat' : name)}About`, field.why);
    },
  };
}

/** Numbers of a network in a search space; a layer's are called `Layer 1 (conv): filters` by the schema. */
const LAYER = /^layers\.\d+\.(\w+)$/;
const BLOCK = /^blocks\.(\d+)\.repeat$/;
const LAYER_TITLE = /^Layer (\d+) \((\w+)\): (\w+)$/;

/** @param otherwise used where this page has no text for it */
export function titleOf(name: string, otherwise: string = name): string {
  const [, n, kind, property] = LAYER_TITLE.exec(otherwise) ?? [];
  if (n !== undefined && kind !== undefined && property !== undefined) return t.layer({ n, kind, property });
  const [, block] = BLOCK.exec(name) ?? [];
  if (block !== undefined) return t.repeat({ n: block });
  return textOf(name, otherwise);
}

/** A value that is a word, such as `cosine`; others unchanged. */
export function choiceTitle<T>(name: string, value: T): T | string {
  if (typeof value !== 'string') return value;
  const word = value.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return textOf(`${name}${word}`, value);
}
