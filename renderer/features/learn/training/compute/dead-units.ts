import type { Network } from '../../../../../native-bridge/convnet/network.ts';
import type { AnyParameters } from '../../../../../native-bridge/reference/network.ts';
import { traceForward } from '../../../../../native-bridge/reference/trace.ts';
import { rgbTensor } from '../../picture/tensors.ts';
import type { Batch } from './batch-gradients.ts';

/** Filters (or units) of one ReLU layer that are 0 on every picture, everywhere: no gradient reaches their weights. */
export interface DeadUnits {
  /** Index of the ReLU in `network.layers`. */
  readonly layer: number;
  readonly units: number;
  /** Ascending. */
  readonly dead: readonly number[];
}

/** In inference mode: batch norms use their running statistics. */
export function* deadUnits(network: Network, parameters: AnyParameters, batch: Batch): Generator<null, DeadUnits[]> {
  const relus = [...network.layers.keys()].filter((layer) => network.layers[layer]!.kind === 'relu');
  const size = batch.images.length / batch.labels.length;
  const alive = new Map<number, Uint8Array>(); // 1 where a unit was above 0
  for (let picture = 0; picture < batch.labels.length; picture++) {
    const pixels = batch.images.subarray(picture * size, (picture + 1) * size);
    const { outputs } = traceForward(network, parameters, rgbTensor(pixels));
    for (const layer of relus) {
      const { shape, data } = outputs[layer]!;
      const units = shape.at(-1)!;
      const marks = alive.get(layer) ?? new Uint8Array(units);
      for (let i = 0; i < data.length; i++) if (data[i]! > 0) marks[i % units] = 1;
      alive.set(layer, marks);
    }
    yield null;
  }
  return [...alive].map(([layer, marks]) => ({
    ...{ layer, units: marks.length },
    dead: [...marks.keys()].filter((unit) => marks[unit] === 0),
  }));
}
