/**
 * The lab folder: `lab.sqlite`, and plain files next to it.
 *
 *     lab.sqlite            rows of datasets, runs and models
 *     datasets/7/           pictures.u8 (N,64,64,3), originals/, versions/3.signs.json
 *     runs/12/              checkpoint.safetensors, run.json, cost.svg, model.onnx: as `lab train --out` writes them;
 *                           kept/ where epochs are kept (native-bridge/training/kept-epochs.ts)
 *     models/5/             model.onnx and its report
 *     sweeps/3/             snapshots of waiting trials, models of the best few
 *     answers/              models' predictions on datasets
 *     recordings/4/         frames.u8 (N,64,64,3), times.f64, probabilities.f32
 *     incoming/             what pages are sending; emptied when the lab opens
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** `--folder`, SIGNS_LAB_FOLDER, or `SignsLab` in the person's home. */
export function labFolder(given?: string): string {
  return resolve(given ?? process.env.SIGNS_LAB_FOLDER ?? join(homedir(), 'SignsLab'));
}

export interface LabPaths {
  readonly root: string;
  readonly database: string;
  readonly incoming: string;
  readonly answers: string;
  dataset(id: number): string;
  run(id: number): string;
  model(id: number): string;
  recording(id: number): string;
  sweep(id: number): string;
}

export function labPaths(root: string): LabPaths {
  return {
    root,
    database: join(root, 'lab.sqlite'),
    incoming: join(root, 'incoming'),
    answers: join(root, 'answers'),
    dataset: (id) => join(root, 'datasets', String(id)),
    run: (id) => join(root, 'runs', String(id)),
    model: (id) => join(root, 'models', String(id)),
    recording: (id) => join(root, 'recordings', String(id)),
    sweep: (id) => join(root, 'sweeps', String(id)),
  };
}
