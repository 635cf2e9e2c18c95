/** The cost of augmentation per epoch of `fused-cpu`; the variants are interleaved in one process. */
import { NO_AUGMENTATION } from '../../datasets/augment/augmentation.ts';
import { openDataset } from '../../datasets/catalog.ts';
import { miniBatches } from '../../datasets/minibatch.ts';
import type { Session } from '../../native-bridge/backends/backend.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { initialise } from '../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { Hyperparameters } from '../../native-bridge/training/hyperparameters.ts';
import { augmentationOf, optimizationOf } from '../../native-bridge/training/optimization.ts';
import { presetHyperparameters } from '../../native-bridge/training/preset-defaults.ts';

export interface AugmentationFigure {
  readonly preset: string;
  readonly what: string;
  /** ms of an epoch, median. */
  readonly epoch: number;
  /** Ratio to the same net without augmentation. */
  readonly ratio: number;
}

const CAMERA = augmentationOf(presetHyperparameters('three-block'));
const { rotation, scale, shift } = CAMERA;
const FORMS = {
  off: NO_AUGMENTATION,
  'turn, size, shift': { ...NO_AUGMENTATION, rotation, scale, shift },
  'all but background': { ...CAMERA, background: 0 },
  'all, as in three-block': CAMERA,
};

/** @param presets with the epochs of each */
export async function benchAugmentation(presets = { course: 40, 'three-block': 8 }): Promise<AugmentationFigure[]> {
  const { train } = (await openDataset('synthetic')).splits;
  const backend = await BACKENDS.find(({ id }) => id === 'fused-cpu')!.load();
  const figures: AugmentationFigure[] = [];
  for (const [preset, epochs] of Object.entries(presets)) {
    const network = presetNetwork(preset);
    const opening = { network, ...optimizationOf(Hyperparameters.parse({})), parameters: initialise(network, 1) };
    const forms = Object.entries(FORMS).map(([what, augmentation]) => ({ what, augmentation, times: [] as number[] }));
    const sessions = await Promise.all(
      forms.map(({ augmentation }) =>
        backend.open({ ...opening, augmentation, images: train.images, labels: train.labels, seed: 1 }),
      ),
    );
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const [i, session] of sessions.entries()) forms[i]!.times.push(await epochOf(session, train.count, epoch));
    }
    await Promise.all(sessions.map((session) => session.dispose()));
    const medians = forms.map(({ times }) => times.sort((a, b) => a - b)[times.length >> 1]!);
    figures.push(
      ...forms.map(({ what }, i) => ({ preset, what, epoch: medians[i]!, ratio: medians[i]! / medians[0]! })),
    );
  }
  return figures;
}

async function epochOf(session: Session, count: number, epoch: number): Promise<number> {
  const began = performance.now();
  for (const batch of miniBatches(count, 64, epoch)) await session.train(batch, 0.001);
  return performance.now() - began;
}
