import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { BackendError } from '../../../../../native-bridge/backends/backend.ts';
import { requireCompiler } from '../../../../../native-bridge/backends/building/compiler.ts';
import { addonTargets } from '../../../../../native-bridge/backends/fused-cpu/addon.ts';
import { type BuildOptions, buildKernels } from '../../../../../native-bridge/backends/fused-cpu/build.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';
import { writeSources } from './tiny-sources.ts';

const withoutCompiler = await requireCompiler('kernels', { environment: process.env }).then(
  () => false as const,
  (error: Error) => error.message,
);

/** Downloads are forbidden, which must not matter. */
function into(home: string, settings: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, SIGNS_LAB_HOME: home, SIGNS_LAB_NO_DOWNLOAD: '1', ...settings };
}

async function refusal(options: BuildOptions): Promise<BackendError> {
  const error = await buildKernels(options).then(
    () => assert.fail('was not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BackendError, String(error));
  return error;
}

describe("the lab's own kernels", { skip: withoutCompiler }, () => {
  test('compile once for two simultaneous requests, and load', async (t) => {
    const home = temporaryFolder(t);
    const steps: string[][] = [[], []];
    const builds = steps.map((own) =>
      buildKernels({
        environment: into(home),
        onProgress: ({ step, done, total }) => own.push(`${step} ${done}/${total}`),
      }),
    );
    const [first, second] = await Promise.all(builds);
    assert.deepEqual(first, second);
    assert.match(basename(first!.folder), /^fused-[0-9a-f]{12}$/);
    const [waited, worked] = steps.sort((a, b) => Number(b[0]?.startsWith('Wait')) - Number(a[0]?.startsWith('Wait')));
    assert.ok(waited!.length > 0 && waited!.every((step) => step.startsWith('Wait for another process')));
    const total = Number(worked!.at(-1)?.split('/')[1]);
    assert.equal(worked![0], `Compile the kernels 0/${total}`);
    assert.equal(worked!.at(-1), `Compile the kernels ${total}/${total}`);
    assert.ok(addonTargets(first!.file).length > 0);
  });
});

describe('building', { skip: withoutCompiler }, () => {
  test('is repeated for changed sources, and the old addon is removed unless it is being built', async (t) => {
    const [home, from] = [temporaryFolder(t), writeSources(temporaryFolder(t))];
    const old = await buildKernels({ from, environment: into(home) });
    assert.equal((createRequire(import.meta.url)(old.file) as { answer: number }).answer, 42);
    assert.deepEqual(await buildKernels({ from, environment: into(home) }), old);
    for (const name of [
      'fused-0123456789ab',
      'fused-0123456789ab.lock',
      'fused-ba9876543210.partial-x',
      'tensorflow-2',
    ]) {
      mkdirSync(join(home, name));
    }
    writeFileSync(join(from, 'kernels', 'answer.h'), '#define ANSWER 43\n');
    const { folder } = await buildKernels({ from, environment: into(home) });
    assert.notEqual(folder, old.folder);
    assert.deepEqual(
      readdirSync(home).sort(),
      [
        basename(folder),
        `${basename(folder)}.log`,
        'fused-0123456789ab',
        'fused-0123456789ab.lock',
        'tensorflow-2',
      ].sort(),
    );
  });

  test('depends on the compiled files, not on other files next to them', async (t) => {
    const [home, from] = [temporaryFolder(t), writeSources(temporaryFolder(t))];
    const built = await buildKernels({ from, environment: into(home) });
    writeFileSync(join(from, 'plan.ts'), 'changed');
    writeFileSync(join(from, 'wasm', 'wasm.cc'), 'changed');
    assert.deepEqual(await buildKernels({ from, environment: into(home) }), built);
  });

  test('is repeated with force', async (t) => {
    const [home, from] = [temporaryFolder(t), writeSources(temporaryFolder(t))];
    const first = await buildKernels({ from, environment: into(home) });
    const second = await buildKernels({ from, environment: into(home), force: true });
    assert.equal(second.folder, first.folder);
    assert.notEqual(second.built, first.built);
  });

  test("is not affected by npm's settings", async (t) => {
    const [home, from] = [temporaryFolder(t), writeSources(temporaryFolder(t))];
    const environment = into(home, { npm_config_nodedir: '/nowhere', npm_config_arch: 'none' });
    await buildKernels({ from, environment });
  });

  test('that fails names the first error and the log, and leaves only the log', async (t) => {
    const [home, from] = [temporaryFolder(t), writeSources(temporaryFolder(t), 'int broken = "text";')];
    const { message, remedy } = await refusal({ from, environment: into(home) });
    assert.match(message, /^The kernels did not compile: .*addon\.cc:\d+.*error.* \(full output in .*\)\.$/);
    assert.doesNotMatch(message, /\n/);
    const [log, ...others] = readdirSync(home);
    assert.deepEqual(others, []);
    assert.ok(message.includes(join(home, log!)));
    assert.match(readFileSync(join(home, log!), 'utf8'), /broken/);
    assert.ok(remedy.length > 0);
  });
});

test('without a compiler says so, and how to get one', async (t) => {
  const environment = into(temporaryFolder(t), { PATH: temporaryFolder(t), CXX: 'no-such-compiler' });
  const { message, remedy } = await refusal({ from: writeSources(temporaryFolder(t)), environment });
  assert.match(message, /^No C\+\+ compiler.* was found, so the kernels cannot be compiled\.$/);
  assert.match(remedy, /nstall/);
});

test('a home folder that is not writable is an ordinary failure', async (t) => {
  const file = join(temporaryFolder(t), 'file');
  writeFileSync(file, '');
  const { remedy } = await refusal({
    from: writeSources(temporaryFolder(t)),
    environment: into(join(file, 'home')),
  });
  assert.match(remedy, /SIGNS_LAB_HOME/);
});
