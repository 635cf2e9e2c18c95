import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { firstKnown } from '../../../renderer/lib/languages.ts';
import { compileRoom, roomsWithTexts, textsOf } from '../../../renderer/messages.ts';
import { writtenTexts } from './written-texts.ts';

const renderer = join(import.meta.dirname, '../../../renderer');
const sources = globSync('{app,components,exported-page,features,lib}/**/*.{ts,svelte}', { cwd: renderer })
  .map((file) => file.replaceAll('\\', '/'))
  .sort();
/** `t.key`, `titles.key` of `lib`, `shared.key` of the room that a folder with texts is in; and where it is chosen by `t[...]` every name in quotes. */
const keysIn = (source: string) =>
  [
    ...source.matchAll(/\b(?:t|titles|shared)\.(\w+)/g),
    ...(source.includes('t[') ? source.matchAll(/'(\w+)'/g) : []),
  ].map(([, key]) => key);
const read = (file: string) => readFileSync(join(renderer, file), 'utf8');

test('no source contains display text', () => {
  const found = sources.flatMap((file) =>
    writtenTexts(read(file), file).map(({ line, text }) => `renderer/${file}:${line}: ${text}`),
  );
  assert.deepEqual(found, [], 'these belong in the messages/ folder of their room');
});

test('text in markup, in attributes that are read out and in scripts is found; names, code and queries are not', () => {
  const source = `<script lang="ts">
const title = 'Start training';
const words = \`\${title} of run\`;
const state = 'done';
client.request('runs list');
// untranslated: a name in a file
const kept = 'Camera 1';
</script>
<p class="two words" title="Help">Hello <b>{n} pictures</b> <code>npm start</code></p>
<Panel icon="plus" label="Network" {state} about={n > 0 ? 'Some there' : t.none()} />
<kbd>Enter</kbd>`;
  const found = writtenTexts(source, 'A.svelte').map(({ line, text }) => `${line}: ${text}`);
  const wanted = [
    '2: Start training',
    '3: 0 of run',
    '9: Help',
    '9: Hello',
    '9: pictures',
    '10: Network',
    '10: Some there',
  ];
  assert.deepEqual(found.sort(), wanted.sort());
});

test('every room has the same texts in both languages, and no unused ones', () => {
  for (const room of roomsWithTexts()) {
    const texts = textsOf(room);
    compileRoom(room, texts);
    const own = sources.filter((file) => file.startsWith(`${room}/`));
    // Named by the hyperparameters' own keys: `lib/hyperparameters.test.ts` compares them to the schema.
    if (room === 'lib/hyperparameters') continue;
    // The names of screens, which every room takes from `lib`, are used outside it.
    const readers = room === 'lib' ? sources : own;
    const used = new Set(readers.flatMap((file) => [...keysIn(read(file))]));
    assert.deepEqual(
      Object.keys(texts.en).filter((key) => !used.has(key)),
      [],
      `renderer/${room}/messages: these are unused`,
    );
  }
});

test('a key or parameter missing from one language is an error that names it', () => {
  const room = (en: Record<string, string>, chinese: Record<string, string>) => () =>
    compileRoom('features/x', { en, 'zh-CN': chinese });
  assert.throws(room({ a: 'A', b: 'B' }, { a: '甲' }), /features\/x\/messages\/zh-CN\.json lacks "b"/);
  assert.throws(room({ a: 'A' }, { a: '甲', c: '丙' }), /"c" is no key of en\.json/);
  assert.throws(room({ a: '{n} of {all}' }, { a: '{n}' }), /"a" has other parameters/);
  assert.throws(room({ a: 'A {n' }, { a: '甲' }), /features\/x\/messages\/en\.json: "a": Unexpected message end/);
  const plural = '{n, plural, one {# picture} other {# pictures}}';
  const files = room({ a: plural }, { a: '{n, plural, other {# 张图片}}' })();
  assert.match(files['en.d.ts'] ?? '', /readonly a: \(d: \{ n: number \}\) => string;/);
  assert.equal(files['en.d.ts'], files['zh-CN.d.ts']);
});

test('the first system language that the lab supports is used', () => {
  assert.equal(firstKnown(['zh-TW', 'en']), 'zh-CN');
  assert.equal(firstKnown(['fr-FR', 'en-GB', 'zh-CN']), 'en');
  assert.equal(firstKnown(['fr']), 'en');
});
