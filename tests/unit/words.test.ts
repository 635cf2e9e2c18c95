/**
 * The project uses the terms of its field: the words that it once used for them stay out of every tracked file. A word is
 * listed only if it has no ordinary meaning in this project; a quotation that must keep one is listed with its file.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');

const OLD_WORDS: readonly { readonly old: RegExp; readonly write: string }[] = [
  { old: /\bways? back\b/iu, write: 'backward pass' },
  { old: /\b[Ff]ilm(?:s|ed)?\b/u, write: 'video, or recording for what the lab saved' },
  { old: /\banew\b/iu, write: 'again' },
  { old: /\bsittings?\b/iu, write: 'session, or process priority' },
  { old: /\bwhereof\b|\bwhence\b/iu, write: 'a relative clause' },
  { old: /\bbeside (?:it|one another|each other)\b/iu, write: 'next to it, side by side' },
  { old: /\bgiven by itself\b/iu, write: 'default' },
  { old: /\b(?:is|are) said in words\b/iu, write: 'is reported' },
];

/** Files that keep such a word because their text is by others. */
const QUOTATIONS: readonly { readonly file: string; readonly why: string }[] = [
  { file: 'renderer/exported-page/public/licences/onnxruntime-third-party.txt', why: 'licences, word for word' },
];

/** Other files are data or generated. */
const MOST_BYTES = 400_000;
const TEXT = /\.(?:c?js|mjs|ts|svelte|css|html|json|md|py|h|cc|gypi?|yml|txt)$/u;

function trackedTexts(): string[] {
  const names = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return names.filter((name) => TEXT.test(name) && name !== 'package-lock.json');
}

/** `git` is absent, or this is an unpacked archive. */
function withoutRepository(): string | false {
  try {
    execFileSync('git', ['rev-parse', '--show-toplevel'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
    return false;
  } catch {
    return 'only git knows the tracked files';
  }
}

test('no tracked file has an old word for a term of the field', { skip: withoutRepository() }, () => {
  const files = trackedTexts();
  assert.ok(files.length > 500, `${files.length} files were found`);
  // This file contains the list itself.
  const quoted = new Set(['tests/unit/words.test.ts', ...QUOTATIONS.map(({ file }) => file)]);
  const found: string[] = [];
  for (const file of files) {
    const size = statSync(join(ROOT, file), { throwIfNoEntry: false })?.size;
    if (quoted.has(file) || size === undefined || size > MOST_BYTES) continue;
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const { old, write } of OLD_WORDS) {
      const match = old.exec(text);
      if (match === null) continue;
      const line = text.slice(0, match.index).split('\n').length;
      found.push(`${file}:${line} has "${match[0]}"; write: ${write}`);
    }
  }
  assert.deepEqual(found, []);
});

test('every quotation is still needed', { skip: withoutRepository() }, () => {
  for (const { file, why } of QUOTATIONS) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    assert.ok(
      OLD_WORDS.some(({ old }) => old.test(text)),
      `${file} (${why}) no longer has such a word: remove it from the list`,
    );
  }
});
