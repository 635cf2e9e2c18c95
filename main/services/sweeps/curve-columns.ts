/** Curves of many trials as the page gets them: columns of bytes, an entry an epoch. */
import type { TrialEpoch } from '../../../native-bridge/host/sweep-messages.ts';
import type { CurveColumns } from '../../ipc/nouns/sweep.ts';
import { packIds } from '../datasets/packed-ids.ts';

export function curveColumns(epochs: readonly TrialEpoch[]): CurveColumns {
  const floats = (of: (epoch: TrialEpoch) => number) => new Uint8Array(Float32Array.from(epochs, of).buffer);
  return {
    trial: packIds(Uint32Array.from(epochs, ({ trial }) => trial)),
    epoch: packIds(Uint32Array.from(epochs, ({ epoch }) => epoch)),
    cost: floats(({ cost }) => cost),
    validationLoss: floats(({ validationLoss }) => validationLoss),
    validationAccuracy: floats(({ validationAccuracy }) => validationAccuracy),
  };
}
