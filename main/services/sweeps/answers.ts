/** A trial's answers on its validation pictures, by the dataset's picture ids. */
import type { Output } from '../../ipc/contract.ts';
import { packIds } from '../datasets/packed-ids.ts';
import type { Datasets } from '../datasets/service.ts';
import type { StoredAnswers } from './answer-rows.ts';
import { wrongSweep } from './refusals.ts';
import type { SweepRow } from './sweep-rows.ts';

/** @throws HostError if the dataset was removed, or its version has other pictures than the sweep used */
export function trialAnswers(
  { pictures }: SweepRow,
  stored: StoredAnswers | null,
  datasets: Datasets,
): Output<'sweeps.answers'> {
  if (stored === null || pictures.kind !== 'dataset') return null;
  // A host reads a version's file split after split, in this order.
  const { ids } = datasets.list(pictures.dataset, [stored.split], pictures.version);
  if (stored.places.some((place) => place >= ids.length)) {
    throw wrongSweep(`${pictures.name} has other pictures than the sweep used.`, 'Start a new sweep on it.');
  }
  return {
    ids: packIds(Uint32Array.from(stored.places, (place) => ids[place]!)),
    labels: bytesOf(Uint16Array.from(stored.labels)),
    predicted: bytesOf(stored.predicted),
  };
}

/** Every processor that Node runs on has the least significant byte first. */
function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
