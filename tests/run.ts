/**
 * `npm test`: every tests/**\/*.test.ts, each file in a separate process, and a closing line that counts. Arguments
 * narrow it: `npm test -- unit/datasets` runs the files whose path contains that text.
 *
 * A file of e2e/ that fails while another one runs at the same time is run once more, by itself, and the second result
 * counts: on a busy machine a browser with a camera may run out of time. Tests that pass only then are listed as unsteady.
 * Every other failure counts at once.
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

/** Number of slowest files listed at the end. */
const SLOWEST = 30;
/** Two at a time: training tests use both cores already. */
const SIDE_BY_SIDE = 2;
/** If more files fail, the reason is not a busy machine. */
const MOST_AGAIN = 8;
const execArgv = ['--import', join(here, 'time-limit.ts')];

/** Result of one file. */
interface Result {
  passed: number;
  /** Names of tests. */
  readonly failed: string[];
  /** Name and reason. */
  readonly skipped: string[];
  /** Of its tests, one after another. */
  seconds: number;
}

/** By absolute path. */
type Results = ReadonlyMap<string, Result>;

async function runFiles(which: string[], concurrency: number): Promise<Results> {
  const results = new Map<string, Result>(
    which.map((file) => [file, { passed: 0, failed: [], skipped: [], seconds: 0 }]),
  );
  const tests = run({ files: which, concurrency, timeout: 900_000, execArgv });
  const of = ({ file }: { file?: string }) => results.get(file ?? '') ?? results.get(which[0]!)!;
  const timed = (test: { file?: string; nesting: number; details: { duration_ms: number } }) => {
    if (test.nesting === 0) of(test).seconds += test.details.duration_ms / 1000;
  };
  tests.on('test:pass', (test) => {
    timed(test);
    // A skipped suite counts as one test: its tests are not listed, but its reason must be shown.
    if (test.skip !== undefined) {
      of(test).skipped.push(`${test.name}: ${test.skip === true ? 'no reason given' : test.skip}`);
    } else if (test.details.type !== 'suite') of(test).passed++;
  });
  tests.on('test:fail', (test) => {
    timed(test);
    if (test.details.type !== 'suite') of(test).failed.push(test.name);
  });
  const ended = new Promise((resolve) => tests.on('end', resolve));
  tests.compose(new spec()).pipe(process.stdout, { end: false });
  await ended;
  return results;
}

const results = new Map(await runFiles(files, SIDE_BY_SIDE));
const again = files.filter((file) => results.get(file)!.failed.length > 0 && relative(here, file).startsWith('e2e'));
const unsteady: string[] = [];
if (files.length > 1 && again.length > 0 && again.length <= MOST_AGAIN) {
  const names = again.map((file) => relative(here, file)).join(', ');
  process.stdout.write(`\nRunning again, each by itself: ${names}\n`);
  for (const [file, alone] of await runFiles(again, 1)) {
    const before = results.get(file)!;
    for (const name of before.failed.filter((failed) => !alone.failed.includes(failed))) {
      unsteady.push(`${relative(here, file)}: ${name}`);
    }
    results.set(file, { ...alone, seconds: before.seconds + alone.seconds });
  }
}

const slowest = [...results].sort(([, a], [, b]) => b.seconds - a.seconds).slice(0, SLOWEST);
for (const [file, { seconds }] of slowest) {
  process.stdout.write(`${seconds.toFixed(0).padStart(4)} s  ${relative(here, file)}\n`);
}
const all = [...results.values()];
for (const skip of all.flatMap(({ skipped }) => skipped)) process.stdout.write(`skipped  ${skip}\n`);
for (const name of unsteady) process.stdout.write(`unsteady  ${name} (failed alongside others, passed by itself)\n`);
const passed = all.reduce((sum, result) => sum + result.passed, 0);
const failed = all.reduce((sum, result) => sum + result.failed.length, 0);
const skipped = all.reduce((sum, result) => sum + result.skipped.length, 0);
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
