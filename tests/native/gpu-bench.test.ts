/** gpu-bench (tests/bench/gpu-without-node) on the emulated GPU: what it measures, which wrong kernels it detects, what it refuses. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { KERNELS } from '../../native-bridge/backends/fused-cuda/gpu.ts';
import { CASES_FILE, casesText, type Expected, expected, SKETCHES } from '../bench/gpu-without-node/cases.ts';
import { assertAllClose, assertClose } from '../conformance/comparing.ts';
import { compileEmulation, LIBRARY, withoutEmulation } from '../helpers/emulated-gpu.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

/** Eight rounding errors of float32, added to the initial parameters to see whether they decide a near tie differently. */
const ROUNDINGS = 2 ** -21;

test('cases.cc is what cases.ts writes', () => {
  assert.equal(readFileSync(CASES_FILE, 'utf8'), casesText(), 'run: node tests/bench/gpu-without-node/cases.ts');
});

for (const sketch of SKETCHES) {
  test(`${sketch.preset}: no rounding decides a relu or a maximum`, () => {
    const [exact, rounded] = [expected(sketch), expected(sketch, (x, i) => x * (1 + ROUNDINGS * Math.sin(i + 1)))];
    assertClose(rounded.losses, exact.losses, 'losses');
    assertClose(rounded.logits, exact.logits, 'logits');
    const named = ({ changes }: Expected) => Object.fromEntries(changes.map((data, i) => [i, { data }]));
    assertAllClose(named(rounded), named(exact));
  });
}

const folder = temporaryFolder({ after });
const program = join(folder, 'gpu-bench');
const library = join(folder, 'wrong-gpu.so');

function skip(): string | false {
  return withoutEmulation() || (spawnSync('make', ['--version']).status === 0 ? false : 'no make');
}

interface Findings {
  readonly gpus: readonly { readonly name: string }[];
  readonly obstacle: string;
  readonly conformance: readonly { readonly network: string; readonly passed: boolean }[];
  readonly timing: readonly {
    readonly network: string;
    readonly nets: number;
    readonly epochs: number;
    readonly seconds: number | null;
    readonly reason: string;
  }[];
}

/** glibc fills new memory with a byte that is no valid bool, so that the sanitizer reports flags that were never set. */
const WILD_MEMORY = { MALLOC_PERTURB_: '190' };

/** With the driver library that SIGNS_LAB_CUDA_LIBRARY names, else on the emulated GPU. */
function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const env = { ...WILD_MEMORY, SIGNS_LAB_CUDA_LIBRARY: library, ...process.env, ...environment };
  return spawnSync(program, args, { encoding: 'utf8', env });
}

/** On the emulated GPU with the given faults (native/cuda/driver.cc, wrong-gpu.cc). */
function emulated(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return run(args, { SIGNS_LAB_CUDA_LIBRARY: library, ...environment });
}

describe('gpu-bench', { skip: skip() }, () => {
  before(() => {
    const flags = 'CXXFLAGS=-O1 -fsanitize=undefined -fno-sanitize-recover=all';
    const { status, stderr } = spawnSync('make', [`TO=${program}`, flags], {
      cwd: join(CASES_FILE, '..'),
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    compileEmulation('fast', ['wrong-gpu.cc', 'emulation.cc'], library, LIBRARY);
  });

  test('the three networks conform', () => {
    const { status, stdout, stderr } = run([KERNELS, '--json', '--seconds', '0']);
    assert.equal(status, 0, stdout + stderr);
    const { gpus, obstacle, conformance, timing } = JSON.parse(stdout) as Findings;
    assert.ok(gpus.length > 0 && gpus[0]!.name.length > 0);
    assert.equal(obstacle, '');
    assert.deepEqual(
      conformance.map(({ network, passed }) => [network, passed]),
      SKETCHES.map(({ preset }) => [preset, true]),
    );
    assert.deepEqual(timing, []);
  });

  test('epochs of one net and of three at once are timed', () => {
    const { status, stdout } = run([KERNELS, '--json', '--networks', 'course', '--pictures', '65', '--sets', '1,3']);
    assert.equal(status, 0, stdout);
    const { timing } = JSON.parse(stdout) as Findings;
    assert.deepEqual(
      timing.map(({ network, nets, epochs, reason }) => [network, nets, epochs, reason]),
      [1, 3].map((nets) => ['course', nets, 5, '']),
    );
    for (const { seconds } of timing) assert.ok(seconds! > 0);
  });

  describe('a wrong kernel is detected', () => {
    const mistakes: [mistake: string, network: string][] = [
      ['bias_forgotten', 'course'],
      ['pixel_off', 'course'],
      ['relu_forgotten', 'course'],
      ['penalty_forgotten', 'course'],
      ['epsilon_doubled', 'four-block'],
      ['statistics_constant', 'four-block'],
    ];
    for (const [mistake, network] of mistakes) {
      test(mistake, () => {
        const args = [KERNELS, '--seconds', '0', '--networks', network];
        const { status, stdout } = emulated(args, { SIGNS_LAB_WRONG_KERNEL: mistake });
        assert.equal(status, 1, stdout);
        assert.match(stdout, new RegExp(`^${network} +FAILED, [\\d.e+]+ of the tolerance at most \\(.+\\)$`, 'm'));
      });
    }
  });

  test('the time limit ends the timing, and every remaining set reports it', () => {
    const { status, stdout } = run([KERNELS, '--seconds', '1e-9', '--sets', '1,1024', '--networks', 'course']);
    assert.equal(status, 0, stdout);
    assert.equal(stdout.match(/^course .* nets? {2,}not measured: The time limit was reached\.$/gm)?.length, 2, stdout);
  });

  const obstacles: [what: string, environment: NodeJS.ProcessEnv, reason: RegExp][] = [
    ['no driver', { SIGNS_LAB_CUDA_LIBRARY: 'libcuda-that-is-not-there.so.1' }, /^No NVIDIA driver was found: .*\.\n$/],
    ['an old driver', { SIGNS_LAB_EMULATED_GPU: 'driver=12040' }, /knows CUDA 12\.4; the kernels need CUDA 13\.0\.\n$/],
    ['an old GPU', { SIGNS_LAB_EMULATED_GPU: 'capability=61' }, /capability 6\.1; the kernels need 7\.5\.\n$/],
    ['no GPU', { SIGNS_LAB_EMULATED_GPU: 'count=0' }, /^The NVIDIA driver sees no GPU\.\n$/],
  ];
  for (const [what, environment, reason] of obstacles) {
    test(`${what} is reported in one sentence`, () => {
      const { status, stderr } = emulated([KERNELS], environment);
      assert.equal(status, 3);
      assert.match(stderr, reason);
    });
  }

  test('a GPU that is lost fails', () => {
    const { status, stdout } = emulated([KERNELS, '--networks', 'course'], { SIGNS_LAB_EMULATED_GPU: 'lost=0' });
    assert.equal(status, 1);
    assert.match(stdout, /^course +FAILED: The GPU failed while it computed: unspecified launch failure\.$/m);
    assert.match(stdout, /^course +64 nets +FAILED: The GPU failed .*\.$/m);
  });

  test('a set that does not fit into memory is not measured, and the next one is', () => {
    const args = [KERNELS, '--networks', 'course', '--pictures', '2', '--sets', '200,1'];
    const { status, stdout } = emulated(args, { SIGNS_LAB_EMULATED_GPU: 'memory=20000000' });
    assert.equal(status, 0, stdout);
    assert.match(
      stdout,
      /^course +200 nets +not measured: Emulated GPU .* no memory left for .* \(\d+ bytes of its 20000000\)\.$/m,
    );
    assert.match(stdout, /^course +1 net +[\d.]+ s an epoch, /m);
  });

  test('wrong arguments and a missing file', () => {
    for (const args of [
      [],
      [KERNELS, '--sets', '1,,2'],
      [KERNELS, '--seconds'],
      [KERNELS, '--pictures', '0'],
      ['-x', KERNELS],
      [KERNELS, '--networks', 'camera'],
    ]) {
      const { status, stderr } = run(args);
      assert.deepEqual([status, stderr.slice(0, 16)], [2, 'usage: gpu-bench'], args.join(' '));
    }
    const { status, stderr } = run(['no.fatbin']);
    assert.equal(status, 2);
    assert.match(stderr, /^no\.fatbin cannot be read: give the path of .*kernels\.fatbin\.\n$/);
  });
});
