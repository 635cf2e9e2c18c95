/** Trains the net that finds the hand, and writes its file. */
import { writeFile } from 'node:fs/promises';
import type { OnProgress } from '../../datasets/dataset.ts';
import { provideBackend } from '../backends/table.ts';
import { summary } from '../convnet/parameters.ts';
import { encodeFinder } from '../finder/file.ts';
import { FINDER } from '../finder/network.ts';
import { trainFinder } from '../finder/train.ts';
import type { ComputeEvent, FinderRequest } from './compute-messages.ts';

/** @throws BackendError if nothing here can train it; Error (of Node) if the file cannot be written */
export async function makeFinder(
  { out, seed, epochs, scenes }: FinderRequest,
  onProgress: OnProgress,
): Promise<ComputeEvent> {
  const { backend } = await provideBackend('auto', FINDER, { gpu: false, onProgress });
  const parameters = await trainFinder(backend, { seed, epochs, scenes }, onProgress);
  const card = {
    ...({ format: 1, madeOf: 'drawn scenes alone' } as const),
    ...{ seed, epochs, scenes, parameters: summary(FINDER).parameters, backend: backend.id },
  };
  await writeFile(out, encodeFinder(parameters, card));
  return { kind: 'finderMade', path: out, card };
}
