/** A lab folder with the synthetic set and finished runs, made by the real services before a browser looks at it. */
import { browserShell } from '../../main/browser-shell.ts';
import type { RunState, RunSummary } from '../../main/ipc/schemas/run.ts';
import { type Lab, openLab } from '../../main/services/lab.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

type Done = Extract<RunState, { kind: 'done' }>;

export interface TrainedLab {
  readonly folder: string;
  readonly dataset: number;
  /** In the order of the requested seeds. */
  readonly runs: readonly { readonly run: number; readonly done: Done }[];
}

/** One run of the course's network per seed, with few epochs: good, but with errors. */
export async function trainedLab(
  test: { after(fn: () => void): void },
  seeds: readonly number[],
  { testFrozen = false } = {},
): Promise<TrainedLab> {
  const folder = temporaryFolder(test);
  const lab = openLab(folder, browserShell());
  try {
    const source = { kind: 'synthetic', train: 40, test: 20, seed: 1 } as const;
    const { id: dataset } = await lab.handlers['datasets.import']({ task: 'import', source });
    const runs: TrainedLab['runs'][number][] = [];
    for (const seed of seeds) runs.push(await train(lab, dataset, seed));
    if (testFrozen) await lab.handlers['datasets.freeze']({ dataset, frozen: true });
    return { folder, dataset, runs };
  } finally {
    await lab.close();
  }
}

async function train(lab: Lab, dataset: number, seed: number): Promise<TrainedLab['runs'][number]> {
  const common = { preset: 'course', network: presetNetwork('course'), hyperparameters: {}, backend: 'auto' } as const;
  const { promise, resolve, reject } = Promise.withResolvers<Done>();
  const unlisten = lab.listen((event, payload) => {
    if (event !== 'run') return;
    const { kind, ...said } = payload as { kind: string; run: RunSummary };
    if (kind !== 'changed' || said.run.settings.seed !== seed) return;
    if (said.run.state.kind === 'done') resolve(said.run.state);
    if (said.run.state.kind === 'failed') reject(new Error(said.run.state.error.message));
  });
  try {
    const { id: run } = await lab.handlers['runs.start']({ ...common, dataset, seed, epochs: 4 });
    return { run, done: await promise };
  } finally {
    unlisten();
  }
}
