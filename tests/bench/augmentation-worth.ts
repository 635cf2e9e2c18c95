/** The benefit of augmentation: nets trained with and without it, evaluated on original and disturbed test pictures. */
import { augment } from '../../datasets/augment/augment.ts';
import { type Augmentation, NO_AUGMENTATION } from '../../datasets/augment/augmentation.ts';
import { foregroundOf } from '../../datasets/augment/foreground.ts';
import { recipeOf } from '../../datasets/augment/recipe.ts';
import { openDataset } from '../../datasets/catalog.ts';
import { IMAGE_BYTES, type ImageSet } from '../../datasets/dataset.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { initialise } from '../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { accuracyOf } from '../../native-bridge/training/evaluate.ts';
import { train } from '../../native-bridge/training/loop.ts';
import { augmentationOf, optimizationOf } from '../../native-bridge/training/optimization.ts';
import { presetDefaults, presetHyperparameters } from '../../native-bridge/training/preset-defaults.ts';

export interface WorthFigure {
  readonly preset: string;
  readonly augmented: boolean;
  /** On the test split, by the disturbance. */
  readonly accuracies: Readonly<Record<string, number>>;
  /** Of the whole training. */
  readonly seconds: number;
}

const CAMERA = augmentationOf(presetHyperparameters('three-block'));
const { rotation, scale, shift, brightness, contrast, colour } = CAMERA;
const DISTURBED: Readonly<Record<string, Partial<Augmentation>>> = {
  'as they are': {},
  'other light': { brightness, contrast, colour },
  'moved, turned, sized': { rotation, scale, shift },
  mirrored: { flip: 1 },
  'other background': { background: 1 },
};
/** Seed of the mini-batches; and of the random numbers that disturb the test pictures, which training never uses. */
const [SEED, UNSEEN] = [3, 2 ** 40];

/** @param data a dataset as `--data` names it */
export async function benchWorth(data: string): Promise<WorthFigure[]> {
  const { splits } = await openDataset(data);
  const figures: WorthFigure[] = [];
  for (const preset of ['three-block', 'course']) {
    for (const augmented of [true, false]) figures.push(await measure(splits, preset, augmented));
  }
  return figures;
}

async function measure(
  splits: { readonly train: ImageSet; readonly validation: ImageSet; readonly test: ImageSet },
  preset: string,
  augmented: boolean,
): Promise<WorthFigure> {
  const hyperparameters = presetHyperparameters(preset);
  const network = presetNetwork(preset);
  const backend = await BACKENDS.find(({ id }) => id === 'fused-cpu')!.load();
  const session = await backend.open({
    ...optimizationOf(hyperparameters),
    ...{ network, parameters: initialise(network, hyperparameters.initSeed), seed: SEED },
    ...{ images: splits.train.images, labels: splits.train.labels },
    augmentation: augmented ? CAMERA : NO_AUGMENTATION,
  });
  const began = performance.now();
  const { epochs } = presetDefaults(preset);
  const plan = { train: splits.train, validation: splits.validation, hyperparameters, seed: SEED, from: 0, epochs };
  await train(session, plan, { step: async () => true, epoch: async () => {} });
  const seconds = (performance.now() - began) / 1000;
  const accuracies: Record<string, number> = {};
  for (const [what, change] of Object.entries(DISTURBED)) {
    const { images, labels, count } = disturbed(splits.test, { ...NO_AUGMENTATION, ...change });
    accuracies[what] = accuracyOf(await session.logits(images, count), labels);
  }
  await session.dispose();
  return { preset, augmented, accuracies, seconds };
}

function disturbed(set: ImageSet, augmentation: Augmentation): ImageSet {
  const images = new Uint8Array(set.images.length);
  for (let i = 0; i < set.count; i++) {
    const picture = set.images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES);
    const recipe = recipeOf(augmentation, { seed: UNSEEN, step: 0, place: i });
    augment(picture, foregroundOf(picture), recipe, images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES));
  }
  return { ...set, images };
}
