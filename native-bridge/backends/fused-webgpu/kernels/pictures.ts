/** Converts pictures from bytes, four in a word, to numbers in [0,1]. */
import { sizeOf } from '../../../convnet/tensor.ts';
import { type BufferName, each, type Kernel } from './kernel.ts';

/** (rows,H,W,C): gathers the pictures of `from` that `indices` names. */
export function gatherPictures(input: readonly number[], from: BufferName, to: BufferName): Kernel {
  const size = sizeOf(input);
  return each({
    name: `pictures of ${from}`,
    items: { perRow: size },
    bindings: [
      { as: 'pictures', buffer: from, type: 'u32' },
      { as: 'indices', buffer: 'indices', type: 'u32' },
      { as: 'x', buffer: to, type: 'f32', write: true },
    ],
    body: `
  let byte = indices[i / ${size}u] * ${size}u + i % ${size}u;
  x[i] = f32((pictures[byte / 4u] >> (8u * (byte % 4u))) & 0xffu) / 255.0;`,
  });
}
