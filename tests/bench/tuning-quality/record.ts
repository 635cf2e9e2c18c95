/**
 * Records the trainings that the quality bench looks up: `node tests/bench/tuning-quality/record.ts course 300 15` writes
 * course.json next to this file. The points are a Sobol sequence, so that they fill the space evenly.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataset } from '../../../datasets/catalog.ts';
import type { Dataset } from '../../../datasets/dataset.ts';
import { BACKENDS } from '../../../native-bridge/backends/table.ts';
import { initialise } from '../../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../../native-bridge/convnet/presets.ts';
import { accuracy } from '../../../native-bridge/training/evaluate.ts';
import { readHyperparameters } from '../../../native-bridge/training/hyperparameters.ts';
import { train } from '../../../native-bridge/training/loop.ts';
import { augmentationOf, optimizationOf } from '../../../native-bridge/training/optimization.ts';
import { presetDefaults } from '../../../native-bridge/training/preset-defaults.ts';
import { TrainingError } from '../../../native-bridge/training/training-error.ts';
import { samplerOf, type Values } from '../../../native-bridge/tuning/index.ts';
import { RECORDED_SPACE, type RecordedRow } from './recorded-spaces.ts';

/** Fewer pictures than the default of `synthetic`, with a larger test share: recording takes minutes, not hours. */
const [DATA, SEED, VALIDATION] = ['synthetic:train=120', 3, 0.25];

type Splits = Dataset['splits'];

/** Validation accuracy of one training; 0 if it diverged. */
async function accuracyAt(splits: Splits, preset: string, epochs: number, values: Values): Promise<number> {
  const hyperparameters = readHyperparameters(values, presetDefaults(preset).hyperparameters);
  const network = presetNetwork(preset);
  const backend = await BACKENDS.find(({ id }) => id === 'fused-cpu')!.load();
  const session = await backend.open({
    ...optimizationOf(hyperparameters),
    ...{ network, parameters: initialise(network, hyperparameters.initSeed), seed: SEED, threads: 1 },
    ...{ images: splits.train.images, labels: splits.train.labels, augmentation: augmentationOf(hyperparameters) },
  });
  try {
    const plan = { train: splits.train, validation: splits.validation, hyperparameters, seed: SEED, from: 0, epochs };
    await train(session, plan, { step: async () => true, epoch: async () => {} });
    return await accuracy(session, splits.validation);
  } catch (error) {
    if (error instanceof TrainingError) return 0;
    throw error;
  } finally {
    await session.dispose();
  }
}

const [preset = 'course', configurations = '300', epochs = '15'] = process.argv.slice(2);
const { splits } = await openDataset(DATA, { validation: VALIDATION, seed: SEED });
const sampler = samplerOf('sobol', RECORDED_SPACE, { seed: 0 });
const rows: RecordedRow[] = [];
for (let number = 0; number < Number(configurations); number++) {
  const values = sampler.ask({ trials: [], directions: ['maximize'] }, number)!;
  rows.push({ values, accuracy: await accuracyAt(splits, preset, Number(epochs), values) });
  if (number % 20 === 0) process.stderr.write(`${number} ${rows.at(-1)!.accuracy.toFixed(3)}\n`);
}
const lines = rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n');
const head = `"preset":"${preset}","data":"${DATA}","epochs":${epochs}`;
await writeFile(join(import.meta.dirname, `${preset}.json`), `{${head},"rows":[\n${lines}\n]}\n`);
