/**
 * Removes names of people, folders and files from error texts. In doubt it removes a word too many: the result must be
 * fit for a public bug report.
 */
import { homedir, hostname, userInfo } from 'node:os';
import { basename, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Redact = (text: string) => string;

/** Root of this repository, or of the installed app. */
const APP = join(import.meta.dirname, '../../..');
/** Code in it: `main/services/lab.ts:31:7`. Pictures and models that a person keeps there are not code. */
const CODE = String.raw`((?:main|native-bridge|datasets|renderer|node_modules)[\\/][\w.@+\\/-]+\.(?:ts|js|mjs|cjs|cc|h|node|wasm)\b(?::\d+)*)`;
/** A path may contain spaces, so it ends where the sentence continues. */
const PATH_END = String.raw`(?=[:.,;]?(?:\s*$|[:.,;]\s)|["'<>|()\n]|\s(?:is|are|was|were|has|have|holds|does|cannot|could|may)\b)`;
const ABSOLUTE = new RegExp(String.raw`(?<=^|[\s"'(=])(?:[A-Za-z]:[\\/]|\\\\|~?/)[^\n"'<>|()]*?${PATH_END}`, 'gmu');
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/giu;
/** `pictures/1.jpg`, but not `3/5`, a package (`@scope/name`) or what was marked above. */
const RELATIVE = /(?<![^\s"'(=])(?!@|\d+\/\d+(?!\S))[^\s"'(<>=]+[\\/][^\s"'<>)]*[^\s"'<>).,:;]/gu;
const EXTENSIONS =
  'jpe?g|png|webp|avif|gif|tiff?|bmp|p[pgn]m|heic|h5|hdf5|npy|npz|csv|parquet|zip|tar|t?gz|onnx|json|mp4|mov|mkv|webm|avi|txt|safetensors';
/** A file's name may contain spaces: it is taken from the start of its clause. */
const FILE = new RegExp(String.raw`[^\n"'<>:;,(]*\.(${EXTENSIONS})\b`, 'giu');
const QUOTED = /"[^"\n]*"/gu;

/** @param names of datasets, classes, runs, models, cameras ...: they are removed wherever they are whole words */
export function redactor(names: Iterable<string>, folders: readonly string[] = []): Redact {
  const given = [...names, ...ownNames()].map((name) => name.trim());
  const known = [...new Set(given.flatMap((name) => [name, ...properNames(name)]))].filter(isName);
  const words = known.length === 0 ? null : anyOf(known, (name) => `(?<![\\p{L}\\p{N}])${name}(?![\\p{L}\\p{N}])`);
  // Their spaces are known.
  const places = anyOf(
    [...folders, homedir(), process.cwd(), APP],
    (folder) => String.raw`(?:file:\/{2,3})?${folder}[^\s"'<>:;,()]*`,
  );
  const code = anyOf([APP], (app) => `(?:${app}|${escaped(pathToFileURL(APP).href)})${escaped(sep)}${CODE}`);
  return (text) => {
    const kept: string[] = [];
    const reduced = text
      .replace(code, (_all, place: string) => `<${kept.push(place) - 1}>`)
      .replace(/node:[\w/]+(?::\d+)*/gu, (place) => `<${kept.push(place) - 1}>`)
      .replace(places, '<path>')
      .replace(ADDRESS, '<address>')
      .replace(ABSOLUTE, '<path>')
      .replace(RELATIVE, '<path>')
      .replace(FILE, '<file>.$1')
      .replace(QUOTED, '"<text>"');
    const unnamed = words === null ? reduced : reduced.replace(words, '<name>');
    return unnamed.replace(/<(\d+)>/gu, (_mark, at: string) => `<app>/${kept[Number(at)]!.replaceAll('\\', '/')}`);
  };
}

/** Names of the person and the machine. */
function ownNames(): string[] {
  return [userInfo().username, basename(homedir()), hostname()];
}

/** `Anna` in `Anna's hands`: a file or a class may have that name alone. */
function properNames(name: string): string[] {
  return name.match(/\p{Lu}\p{L}{2,}/gu) ?? [];
}

/** Digits and single letters identify nobody. */
function isName(name: string): boolean {
  return name.length > 1 && !/^\d+$/.test(name);
}

/** Longest first: of two names with the same beginning, the longer one must match. */
function anyOf(texts: readonly string[], pattern: (escapedText: string) => string): RegExp {
  const sorted = texts.toSorted((a, b) => b.length - a.length);
  return new RegExp(sorted.map((text) => pattern(escaped(text))).join('|'), 'giu');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
