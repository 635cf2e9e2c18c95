/** A lab with a model of the signs, and a video of signs for its camera: made by the real services before a browser opens. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDataset } from '../../datasets/catalog.ts';
import { IMAGE_BYTES, type ImageSet } from '../../datasets/dataset.ts';
import { browserShell } from '../../main/browser-shell.ts';
import type { RunSummary } from '../../main/ipc/schemas/run.ts';
import { type Lab, openLab } from '../../main/services/lab.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { writeVideo } from '../helpers/camera-video.ts';
import { signsFolder } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

/** The real pictures if they are available, else drawn ones. */
export const SIGNS = existsSync(signsFolder) ? signsFolder : 'synthetic:train=150,test=10,seed=1';

export interface Played {
  readonly label: number;
  /** (64,64,3) */
  readonly pixels: Uint8Array;
}

export interface LiveLab {
  readonly folder: string;
  readonly dataset: number;
  readonly model: number;
  /** For Chromium's fake camera. */
  readonly video: string;
  /** In the order in which the video shows them. */
  readonly played: readonly Played[];
}

/**
 * @param pictures number of test pictures played, cycling through the classes
 * @param seconds each is shown
 */
export async function liveLab(
  test: { after(fn: () => void): void },
  { pictures = 12, seconds = 1.5, epochs = 10 } = {},
): Promise<LiveLab> {
  const folder = temporaryFolder(test);
  const { splits } = await openDataset(SIGNS);
  const path = join(temporaryFolder(test), 'signs.mjpeg');
  const lab = openLab(folder, browserShell());
  try {
    const source = SIGNS === signsFolder ? ({ kind: 'path', path: SIGNS } as const) : DRAWN;
    const { id: dataset } = await lab.handlers['datasets.import']({ task: 'import', source });
    const model = await trained(lab, dataset, epochs);
    const played = inTurn(splits.test, pictures, await probabilitiesOf(lab, model, dataset));
    await writeVideo(
      played.map(({ pixels }) => pixels),
      path,
      { seconds },
    );
    return { folder, dataset, model, video: path, played };
  } finally {
    await lab.close();
  }
}

const DRAWN = { kind: 'synthetic', train: 150, test: 10, seed: 1 } as const;

/** (test pictures, classes) the model's probabilities. */
async function probabilitiesOf(lab: Lab, model: number, dataset: number): Promise<Float32Array> {
  const answers = await lab.handlers['models.answers']({ task: 'played', model, dataset, splits: ['test'] });
  const { buffer, byteOffset, byteLength } = answers.probabilities.slice();
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

/**
 * A test picture of every class, then another one, and so on, the most certain ones first. Which ones the model knows after
 * so few epochs depends on the processor's rounding, and the test is whether the screen follows the video.
 * @param probabilities (test pictures, classes)
 */
function inTurn({ images, labels }: ImageSet, count: number, probabilities: Float32Array): Played[] {
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const sureness = (i: number) => probabilities[i * classes.length + labels[i]!]!;
  return Array.from({ length: count }, (_, n) => {
    const label = classes[n % classes.length]!;
    const places = [...labels.keys()].filter((i) => labels[i] === label).sort((a, b) => sureness(b) - sureness(a));
    const at = places[Math.floor(n / classes.length)]!;
    return { label, pixels: images.slice(at * IMAGE_BYTES, (at + 1) * IMAGE_BYTES) };
  });
}

/** A net of four blocks, which generalises; part of the training pictures is held out to calibrate its threshold. */
async function trained(lab: Lab, dataset: number, epochs: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const unlisten = lab.listen((event, payload) => {
    const { kind, run } = payload as { kind: string; run: RunSummary };
    if (event !== 'run' || kind !== 'changed') return;
    if (run.state.kind === 'done') resolve(run.state.model);
    if (run.state.kind === 'failed') reject(new Error(run.state.error.message));
  });
  const network = presetNetwork('four-block');
  const hyperparameters = { learningRate: 0.003 };
  await lab.handlers['runs.start']({
    ...{ dataset, preset: 'four-block', network, hyperparameters, backend: 'auto', seed: 1, epochs, validation: 0.15 },
  });
  return promise.finally(unlisten);
}
