/** A dataset as the arrays of an .npz: `x_train` (N,64,64,3) uint8, `y_train` (N) int64, `x_val` ..., `class_names`. */
import { type Dataset, IMAGE_BYTES, IMAGE_SIZE, SPLIT_NAMES } from '../dataset.ts';
import { npyBeginning } from '../formats/numpy/npy-writing.ts';
import { type OutgoingFile, whole } from './outgoing.ts';

/** Keras's names. */
const NAMES = { train: 'train', validation: 'val', test: 'test' } as const;
/** Bytes written at a time: sets the pace of progress reports and cancelling. */
const CHUNK = 256 * IMAGE_BYTES;

export async function* arrayFiles({ classes, splits }: Dataset): AsyncGenerator<OutgoingFile> {
  for (const split of SPLIT_NAMES) {
    const { count, images, labels } = splits[split];
    if (count === 0) continue;
    yield {
      path: `x_${NAMES[split]}.npy`,
      async *parts() {
        yield npyBeginning('|u1', [count, IMAGE_SIZE, IMAGE_SIZE, 3]);
        const end = count * IMAGE_BYTES;
        for (let at = 0; at < end; at += CHUNK) yield images.subarray(at, Math.min(at + CHUNK, end));
      },
    };
    yield whole(`y_${NAMES[split]}.npy`, joined(npyBeginning('<i8', [count]), int64(labels)));
  }
  yield whole('class_names.npy', strings(classes));
}

function int64(values: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (let i = 0; i < values.length; i++) view.setBigInt64(i * 8, BigInt(values[i]!), true);
  return new Uint8Array(view.buffer);
}

/** UTF-32, padded with zeros to the longest. */
function strings(values: readonly string[]): Uint8Array {
  const characters = values.map((value) => Array.from(value, (one) => one.codePointAt(0)!));
  const length = Math.max(1, ...characters.map((one) => one.length));
  const view = new DataView(new ArrayBuffer(values.length * length * 4));
  for (const [row, one] of characters.entries()) {
    for (const [at, code] of one.entries()) view.setUint32((row * length + at) * 4, code, true);
  }
  return joined(npyBeginning(`<U${length}`, [values.length]), new Uint8Array(view.buffer));
}

function joined(beginning: Uint8Array, rest: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(beginning.length + rest.length);
  bytes.set(beginning);
  bytes.set(rest, beginning.length);
  return bytes;
}
