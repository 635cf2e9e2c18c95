/** The benefit of each kind of augmentation: nets trained with all of them, with none, and with all but one. */
import { type Augmentation, NO_AUGMENTATION, RICH_AUGMENTATION } from '../../datasets/augment/augmentation.ts';
import { openDataset } from '../../datasets/catalog.ts';
import type { Dataset, ImageSet } from '../../datasets/dataset.ts';
import { select } from '../../datasets/split.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { initialise } from '../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { accuracyOf } from '../../native-bridge/training/evaluate.ts';
import { Hyperparameters } from '../../native-bridge/training/hyperparameters.ts';
import { train } from '../../native-bridge/training/loop.ts';
import { optimizationOf } from '../../native-bridge/training/optimization.ts';

export interface LeftOutFigure {
  /** `all`, `none`, or the kind that was left out. */
  readonly without: string;
  /** Accuracy on the dataset's own test split, mean over the seeds; null if it has none. */
  readonly test: number | null;
  /** Accuracy on pictures of other rooms and people. */
  readonly others: number;
  /** Standard error of `others` over the seeds; null for one seed. */
  readonly error: number | null;
}

interface Options {
  /** One seed and few epochs: only an order of magnitude. */
  readonly quick: boolean;
  /** A dataset with some of the same classes: its test split (or all of it, if it has none) gives those other pictures. */
  readonly others: string;
  readonly say: (step: string) => void;
}

/** The best settings for the deep preset. */
const SETTINGS = Hyperparameters.parse({
  ...{ costDivisor: 'mean', optimizer: 'adamW', learningRate: 0.004, schedule: 'cosine', labelSmoothing: 0.05 },
});
const NETWORK = 'hands';

/**
 * @param data a dataset as `--data` names it
 * @throws Error if the two datasets have no class in common
 */
export async function* benchLeftOut(data: string, { quick, others, say }: Options): AsyncGenerator<LeftOutFigure> {
  const [own, other] = [await openDataset(data), await openDataset(others)];
  const unseen = sharedWith(own.classes, other);
  const seeds = quick ? [1] : [1, 2, 3];
  const epochs = quick ? 12 : 60;
  const kinds = Object.keys(RICH_AUGMENTATION) as (keyof Augmentation)[];
  const forms: [string, Augmentation][] = [
    ['all', RICH_AUGMENTATION],
    ['none', NO_AUGMENTATION],
    ...kinds.map((kind): [string, Augmentation] => [kind, { ...RICH_AUGMENTATION, [kind]: 0 }]),
  ];
  for (const [without, augmentation] of forms) {
    say(`training ${seeds.length} times without: ${without}`);
    const figures = [];
    for (const seed of seeds) figures.push(await accuracies(own.splits, unseen, { augmentation, seed, epochs }));
    const tests = figures.flatMap(({ test }) => (test === null ? [] : [test]));
    const rooms = figures.map(({ others }) => others);
    const mean = meanOf(rooms);
    const variance = rooms.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rooms.length - 1);
    const error = rooms.length > 1 ? Math.sqrt(variance / rooms.length) : null;
    yield { without, test: tests.length > 0 ? meanOf(tests) : null, others: mean, error };
  }
}

/**
 * The test pictures (all, if there is no test split) of the classes that are in `classes`, with their numbers there.
 * @throws Error if there are none
 */
function sharedWith(classes: readonly string[], { name, classes: theirs, splits }: Dataset): ImageSet {
  const from = splits.test.count > 0 ? splits.test : splits.train;
  const labels = Array.from(from.labels, (label) => classes.indexOf(theirs[label]!));
  const kept = Int32Array.from(labels.keys()).filter((i) => labels[i]! >= 0);
  if (kept.length === 0) throw new Error(`${name} has ${theirs}, none of ${classes}: give --others the same signs.`);
  const pictures = select(from, kept);
  return { ...pictures, labels: kept.map((i) => labels[i]!) };
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function accuracies(
  splits: { readonly train: ImageSet; readonly validation: ImageSet; readonly test: ImageSet },
  unseen: ImageSet,
  {
    augmentation,
    seed,
    epochs,
  }: { readonly augmentation: Augmentation; readonly seed: number; readonly epochs: number },
) {
  const network = presetNetwork(NETWORK);
  const backend = await BACKENDS.find(({ id }) => id === 'fused-cpu')!.load();
  const session = await backend.open({
    ...optimizationOf(SETTINGS),
    ...{ network, parameters: initialise(network, seed), seed, augmentation },
    ...{ images: splits.train.images, labels: splits.train.labels },
  });
  const plan = { train: splits.train, validation: splits.validation, hyperparameters: SETTINGS, seed, from: 0, epochs };
  await train(session, plan, { step: async () => true, epoch: async () => {} });
  const right = async ({ images, labels, count }: ImageSet) => accuracyOf(await session.logits(images, count), labels);
  const test = splits.test.count > 0 ? await right(splits.test) : null;
  const others = await right(unseen);
  await session.dispose();
  return { test, others };
}
