/** Curves of many trials for the page: columns of bytes, one entry per epoch. */
import type { TrialEpoch } from '../../../native-bridge/host/sweep-messages.ts';
import type { CurveColumns } from '../../ipc/schemas/sweep.ts';
import type { CurveArrays } from './curve-rows.ts';

export function packCurves({ trial, epoch, cost, validationLoss, validationAccuracy }: CurveArrays): CurveColumns {
  return {
    ...{ trial: bytesOf(trial), epoch: bytesOf(epoch), cost: bytesOf(cost) },
    ...{ validationLoss: bytesOf(validationLoss), validationAccuracy: bytesOf(validationAccuracy) },
  };
}

/** For the few epochs of an event. */
export function curveColumns(epochs: readonly TrialEpoch[]): CurveColumns {
  return packCurves({
    trial: Uint32Array.from(epochs, ({ trial }) => trial),
    epoch: Uint32Array.from(epochs, ({ epoch }) => epoch),
    cost: Float32Array.from(epochs, ({ cost }) => cost),
    validationLoss: Float32Array.from(epochs, ({ validationLoss }) => validationLoss),
    validationAccuracy: Float32Array.from(epochs, ({ validationAccuracy }) => validationAccuracy),
  });
}

/** Every processor that Node runs on has the least significant byte first. */
function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
