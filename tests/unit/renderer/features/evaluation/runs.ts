/** Runs as main describes them, for tests of what is computed from them. */
import type { RunSummary } from '../../../../../main/ipc/schemas/run.ts';
import { presetNetwork } from '../../../../../native-bridge/convnet/presets.ts';

export const network = presetNetwork('course');

export function run(id: number, more: Partial<RunSummary> = {}): RunSummary {
  return {
    ...{ id, name: `run ${id}`, createdAt: 0, datasetName: 'signs', datasetVersion: 1, parameters: 4894 },
    settings: { dataset: 1, preset: 'course', network, hyperparameters: {}, backend: 'auto', seed: 3, epochs: 100 },
    ...{
      state: { kind: 'queued', place: 1 },
      epochs: 0,
      cost: null,
      trainAccuracy: null,
      duringAccuracy: null,
      validationAccuracy: null,
    },
    ...{ best: null, backend: null, seconds: 0, group: null },
    ...more,
  };
}

export function doneRun(id: number, trainAccuracy: number, testAccuracy: number | null): RunSummary {
  const state = { kind: 'done', epoch: 99, trainAccuracy, validationAccuracy: null, testAccuracy, model: id } as const;
  return run(id, { state, epochs: 100 });
}
