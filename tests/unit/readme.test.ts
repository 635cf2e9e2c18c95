/** Both READMEs, English and Simplified Chinese, name the same commands: those of the command line. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const FILES = { english: 'README.md', chinese: 'README.zh-CN.md' } as const;
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const { english, chinese } = { english: read(FILES.english), chinese: read(FILES.chinese) };

/** The lines of code blocks that a reader can run, without comments and output. */
function runnable(readme: string): string[] {
  const blocks = readme.match(/^```\n[\s\S]*?^```$/gmu) ?? [];
  const lines = blocks.flatMap((block) => block.split('\n'));
  return lines.filter((line) => line.startsWith('npm ')).map((line) => line.replace(/\s+#.*/u, ''));
}

/** Commands of the table whose first column is `command` or `命令`: the first word of each row's first cell. */
function commands(readme: string): string[] {
  const [, rows = ''] = /^\| (?:command|命令) \|.*\n\|-.*\n((?:\|.*\n)+)/mu.exec(readme) ?? [];
  return [...new Set([...rows.matchAll(/^\| `([a-z]+)/gmu)].map(([, command]) => command!))].sort();
}

/** The commands of signs-lab.ts. */
function real(): string[] {
  const source = read('main/cli/signs-lab.ts');
  return [...source.matchAll(/^import \{ (\w+)Command \}/gmu)].map(([, command]) => command!).sort();
}

const missing = (from: readonly string[], of: readonly string[]) => of.filter((command) => !from.includes(command));

for (const [language, readme] of Object.entries({ english, chinese })) {
  const file = FILES[language as keyof typeof FILES];
  test(`${file} has every command of the command line in its table, and no other`, () => {
    const named = commands(readme);
    assert.ok(named.length > 10, `${named.length} commands were found in the table`);
    assert.deepEqual(missing(named, real()), [], `commands missing from the table of ${file}`);
    assert.deepEqual(missing(real(), named), [], `entries in the table of ${file} that are not commands`);
  });
}

test('both show the same commands to run', () => {
  const shown = runnable(chinese);
  assert.ok(shown.length >= 8, `${shown.length} lines were found`);
  // What the English file shows in a sentence may be in a block of the Chinese one.
  const unknown = shown.filter((line) => !english.includes(line));
  assert.deepEqual(unknown, [], `lines of ${FILES.chinese} that ${FILES.english} lacks`);
  assert.deepEqual(missing(shown, runnable(english)), [], `lines of ${FILES.english} missing from ${FILES.chinese}`);
});

test('each links to the other', () => {
  assert.match(english.slice(0, 200), /\(README\.zh-CN\.md\)/);
  assert.match(chinese.slice(0, 200), /\(README\.md\)/);
});
