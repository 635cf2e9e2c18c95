/**
 * Measures a GPU of this machine, as one report: the conformance suite, epochs of two networks compared with the processor,
 * and many nets at once. If no GPU can be used, a dry run: the reasons, and what would be measured.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { openDataset } from '../../datasets/catalog.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { miniBatches } from '../../datasets/minibatch.ts';
import type { Backend, Probe, Session } from '../../native-bridge/backends/backend.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { initialise } from '../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { trainEpoch } from '../../native-bridge/training/epoch.ts';

const ON_A_GPU = ['fused-cuda', 'fused-webgpu'];
/** Numbers of sessions; a backend trains as many at the same time as its addon has threads (pool.h: 256). */
const SETS = [1, 8, 64, 256];
const EPOCHS = 5;
const ROOT = join(import.meta.dirname, '../..');

type Say = (step: string) => void;

/** @param folder for `gpu.md` @returns the report */
export async function benchGpu(folder: string | null, say: Say): Promise<string> {
  const lines = [
    '# What the GPU of this machine does',
    '',
    `${platform()} ${arch()}, ${cpus()[0]?.model ?? 'processor unknown'}`,
  ];
  for (const { id, load } of BACKENDS.filter((row) => ON_A_GPU.includes(row.id))) {
    const backend = await load();
    const probe = await backend.probe();
    lines.push('', `## ${id}`, ...(probe.available ? await measured(backend, probe, say) : dryRun(probe)));
  }
  const report = `${lines.join('\n')}\n`;
  if (folder !== null) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'gpu.md'), report);
  }
  return report;
}

function dryRun({ reason, remedy }: Extract<Probe, { available: false }>): string[] {
  return [
    `Not seen on a GPU: ${reason} ${remedy}`,
    '',
    'With one, this would be measured:',
    '- the conformance suite against the float64 reference',
    '- epochs of `course` and `four-block`, next to `fused-cpu`',
    `- ${SETS.join(', ')} nets of \`course\` at once`,
  ];
}

async function measured(backend: Backend, probe: Extract<Probe, { available: true }>, say: Say): Promise<string[]> {
  const facts = Object.entries(probe.details).map(([name, value]) => `${name} ${value}`);
  const lines = [`${probe.device}, ${probe.version}; ${facts.join('; ')}`, ''];
  say(`${backend.id}: conformance`);
  lines.push(`Conformance: ${conformance(backend.id)}`, '');
  say(`${backend.id}: epochs`);
  lines.push('```', ...epochs(backend.id), '```', '');
  lines.push('| nets at once | epochs of all a second |', '|---|---|');
  const { splits } = await openDataset('synthetic:train=180,test=1,seed=1');
  for (const count of backend.concurrentSessions ? SETS : [1]) {
    say(`${backend.id}: ${count} nets at once`);
    lines.push(
      `| ${count} | ${await inWords(async () => (await netsASecond(backend, splits.train, count)).toFixed(1))} |`,
    );
  }
  return lines;
}

/** If a backend fails at one figure, the others are still measured. */
async function inWords(measure: () => Promise<string>): Promise<string> {
  return measure().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
}

function conformance(id: string): string {
  const files = ['backends', 'optimization', 'rates'].map((name) => join(ROOT, 'tests/conformance', `${name}.test.ts`));
  const { status, stdout } = spawnSync(process.execPath, ['--test', `--test-name-pattern=${id}`, ...files], {
    encoding: 'utf8',
  });
  const count = (what: string) => new RegExp(`^(?:ℹ|#) ${what} (\\d+)`, 'm').exec(stdout)?.[1] ?? '?';
  return `${status === 0 ? 'passed' : 'FAILED'} (${count('pass')} passed, ${count('fail')} failed)`;
}

function epochs(id: string): string[] {
  const program = join(ROOT, 'main/cli/signs-lab.ts');
  const ran = spawnSync(process.execPath, [program, 'bench', '--backends', `${id},fused-cpu`], { encoding: 'utf8' });
  return (ran.status === 0 ? ran.stdout : ran.stderr).trimEnd().split('\n');
}

/** Epochs of `course` over 1 080 pictures per second, all nets together, after one epoch that is not counted. */
async function netsASecond(
  backend: Backend,
  { images, labels, count }: Dataset['splits']['train'],
  nets: number,
): Promise<number> {
  const network = presetNetwork('course');
  const optimizer = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
  const sessions: Session[] = [];
  try {
    for (let seed = 1; seed <= nets; seed++) {
      sessions.push(
        await backend.open({
          network,
          parameters: initialise(network, seed),
          optimizer,
          images,
          labels,
          seed,
          threads: 1,
        }),
      );
    }
    const round = (epoch: number) =>
      Promise.all(
        sessions.map((session, seed) => {
          const batches = miniBatches(count, 64, 1 + seed + epoch);
          return trainEpoch(session, { batches, learningRates: Float64Array.from(batches, () => 0.009) });
        }),
      );
    await round(0);
    const began = performance.now();
    for (let epoch = 1; epoch <= EPOCHS; epoch++) await round(epoch);
    return (nets * EPOCHS * 1000) / (performance.now() - began);
  } finally {
    for (const session of sessions) await session.dispose();
  }
}
