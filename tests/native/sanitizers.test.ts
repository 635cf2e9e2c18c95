/** The kernels' own tests (kernels.cc) under the compiler's sanitizers: every load, store, sum and lock is checked. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from '../helpers/temporary.ts';

const SEED = process.env.SIGNS_LAB_SEED ?? '2026';
const SOURCES = join(import.meta.dirname, '../../native-bridge/fused');

/** Flags as in native-bridge/fused/binding.gyp; `needs` are Linux's names of processor features. */
const AVX512 = ['-mavx2', '-mfma', '-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mprefer-vector-width=512'];
interface Target {
  readonly name: string;
  readonly needs: readonly string[];
  readonly flags: readonly string[];
  /** A target whose kernels are all in this one, so that a separate program would test nothing new. */
  readonly covers?: string;
}

const TARGETS: readonly Target[] = [
  {
    name: 'AMX',
    needs: ['avx512f', 'avx512bw', 'avx512dq', 'avx512vl', 'avx512vbmi', 'amx_tile', 'amx_int8'],
    flags: [...AVX512, '-mavx512vbmi', '-mamx-tile', '-mamx-int8'],
  },
  {
    name: 'AVX-512 and VNNI',
    needs: ['avx512f', 'avx512bw', 'avx512dq', 'avx512vl', 'avx512_vnni'],
    flags: [...AVX512, '-mavx512vnni'],
    covers: 'AVX-512',
  },
  {
    name: 'AVX-512',
    needs: ['avx512f', 'avx512bw', 'avx512dq', 'avx512vl'],
    flags: AVX512,
  },
  {
    name: 'AVX2 and VNNI',
    needs: ['avx2', 'fma', 'avx_vnni'],
    flags: ['-mavx2', '-mfma', '-mavxvnni'],
    covers: 'AVX2',
  },
  { name: 'AVX2', needs: ['avx2', 'fma'], flags: ['-mavx2', '-mfma'] },
  { name: 'baseline', needs: [], flags: [] },
];

const SANITIZERS = {
  address: ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
  thread: ['-fsanitize=thread'],
};
/** The sections with threads. */
const THREAD_SECTIONS = ['team', 'sessions', 'learning', 'pool', 'epochs'];
const WORK = '2';

const COMMON = [
  '-std=c++20',
  '-O1',
  '-g1',
  '-pthread',
  '-fno-math-errno',
  '-fno-trapping-math',
  '-Wno-unused-function',
];

const ENVIRONMENT = { ...process.env, UBSAN_OPTIONS: 'print_stacktrace=1', TSAN_OPTIONS: 'halt_on_error=1' };

type Sanitizer = keyof typeof SANITIZERS;

const folder = temporaryFolder({ after });
const compiler = ['g++', 'clang++'].find((name) => spawnSync(name, ['--version']).status === 0);
const targets = targetsHere();

describe(`kernels.cc, seed ${SEED}`, { concurrency: 2, skip: compiler ? false : 'no g++ and no clang++' }, () => {
  for (const target of targets) watch('address', target);
  watch('thread', targets[0]!);
});

function watch(sanitizer: Sanitizer, { name, flags }: Target): void {
  test(`${sanitizer} sanitizer, ${name}`, { skip: missing(sanitizer) }, async (t) => {
    const program = join(folder, `${sanitizer}-${name.replaceAll(' ', '-')}`);
    const sources = [join(import.meta.dirname, 'kernels.cc'), join(SOURCES, 'pool.cc'), join(SOURCES, 'team.cc')];
    const defines = ['-DFUSED_TARGET=fused_test', `-I${SOURCES}`];
    await run(compiler!, [...COMMON, ...SANITIZERS[sanitizer], ...flags, ...defines, ...sources, '-o', program]);
    t.diagnostic(await run(program, [SEED, WORK, ...(sanitizer === 'thread' ? THREAD_SECTIONS : [])]));
  });
}

/** Standard output of a program that ends with status 0; otherwise fails with all its output, the sanitizer's report. */
async function run(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, { env: ENVIRONMENT, maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    const { code, signal, stdout = '', stderr = '' } = error as Partial<Record<string, string>>;
    assert.fail(`${program} ${args.join(' ')} ended with ${code ?? signal}\n${stdout}${stderr}`);
  }
}

/** Why programs cannot be checked like this here (a sanitizer is a separate library), or false. */
function missing(sanitizer: Sanitizer): string | false {
  if (!compiler) return 'no compiler';
  const program = join(folder, `try-${sanitizer}`);
  const options = { input: 'int main() {}', encoding: 'utf8' } as const;
  const built = spawnSync(compiler, [...SANITIZERS[sanitizer], '-x', 'c++', '-', '-o', program], options);
  const ended = built.status === 0 ? spawnSync(program, { encoding: 'utf8' }) : built;
  if (ended.status === 0) return false;
  return `${compiler} ${SANITIZERS[sanitizer][0]}: ${(ended.stderr || String(ended.error ?? ended.signal)).trim()}`;
}

/** The targets that this processor supports, the best first; if Linux does not report it, only the baseline. */
/** Those that the processor supports, without the ones that another of them covers. */
function targetsHere(): readonly Target[] {
  const told = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const has = new Set(/^flags\s*:(.*)$/m.exec(told)?.[1]?.split(' '));
  const here = TARGETS.filter(({ needs }) => needs.every((name) => has.has(name)));
  return here.filter(({ name }) => !here.some(({ covers }) => covers === name));
}
