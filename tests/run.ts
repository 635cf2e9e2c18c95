/**
 * `npm test`: every tests/**\/*.test.ts, each file in a separate process, and a closing line that counts. Arguments
 * narrow it: `npm test -- unit/datasets` runs the files whose path holds that text.
 */
import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const here = import.meta.dirname;
const wanted = process.argv.slice(2);
const files = globSync('**/*.test.ts', { cwd: here })
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .map((file) => join(here, file))
  .sort();
if (files.length === 0) throw new Error(`no test file matches ${wanted.join(' ')}`);

/** Files whose times are shown at the end: where a long run went. */
const SLOWEST = 30;
const counts = { passed: 0, failed: 0, skipped: 0 };
const skips: string[] = [];
// Two at a time: training tests use both cores already.
const execArgv = ['--import', join(here, 'time-limit.ts')];
const tests = run({ files, concurrency: 2, timeout: 900_000, execArgv });
/** Seconds of the tests of each file, one after another. */
const seconds = new Map<string, number>();
const timed = (test: { file?: string; nesting: number; details: { duration_ms: number } }) => {
  if (test.nesting > 0 || test.file === undefined) return;
  const name = relative(here, test.file);
  seconds.set(name, (seconds.get(name) ?? 0) + test.details.duration_ms / 1000);
};
tests.on('test:pass', timed);
tests.on('test:fail', timed);
tests.on('test:pass', (test) => {
  // A skipped suite counts as one: its tests are never looked at, and its reason must be heard.
  if (test.skip !== undefined) {
    counts.skipped++;
    skips.push(`${test.name}: ${test.skip === true ? 'no reason given' : test.skip}`);
  } else if (test.details.type !== 'suite') counts.passed++;
});
tests.on('test:fail', (test) => {
  if (test.details.type !== 'suite') counts.failed++;
});
tests.on('end', () => {
  const slowest = [...seconds].sort(([, a], [, b]) => b - a).slice(0, SLOWEST);
  for (const [file, time] of slowest) process.stdout.write(`${time.toFixed(0).padStart(4)} s  ${file}\n`);
  for (const skip of skips) process.stdout.write(`skipped  ${skip}\n`);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
});
tests.compose(new spec()).pipe(process.stdout, { end: false });
