/**
 * A dataset as the course's pair, `train_signs.h5` and `test_signs.h5`; validation pictures are in the first as
 * `val_set_x` and `val_set_y`. Written through h5wasm, which keeps the file in its memory until it is complete.
 */
import type { File } from 'h5wasm';
import { type Dataset, IMAGE_BYTES, IMAGE_SIZE, type ImageSet } from '../dataset.ts';
import type { OutgoingFile } from './outgoing.ts';

/** Pictures written at a time. */
const CHUNK = 256;
/** Bytes copied out of the library's memory at a time. */
const PART = 4 * 2 ** 20;

/** The parts of the library's file system that are used here. */
interface Files {
  open(name: string, flags: string): object;
  read(file: object, into: Uint8Array, offset: number, length: number, position: number): number;
  close(file: object): void;
  unlink(name: string): void;
}

export async function* hdf5Files({ classes, splits }: Dataset): AsyncGenerator<OutgoingFile> {
  const { train, validation, test } = splits;
  yield hdf5File('train_signs.h5', { train, val: validation }, classes);
  yield hdf5File('test_signs.h5', { test }, classes);
}

function hdf5File(path: string, sets: Record<string, ImageSet>, classes: readonly string[]): OutgoingFile {
  return {
    path,
    async *parts() {
      const library = await import('h5wasm');
      const { FS, activate_throwing_error_handler }: { FS: Files; activate_throwing_error_handler(): number } =
        await library.ready;
      activate_throwing_error_handler();
      const name = `/out-${path}`;
      try {
        const file = new library.File(name, 'w');
        try {
          for (const [split, set] of Object.entries(sets)) {
            if (set.count > 0) yield* written(file, split, set);
          }
          writeClasses(file, classes);
        } finally {
          file.close();
        }
        yield* bytesOf(FS, name);
      } finally {
        FS.unlink(name);
      }
    },
  };
}

/** Writes a split; the empty parts that it yields only give a chance to cancel. */
async function* written(file: File, split: string, { images, labels, count }: ImageSet): AsyncGenerator<Uint8Array> {
  const picture = [IMAGE_SIZE, IMAGE_SIZE, 3];
  const of = (from: number, to: number) => images.subarray(from * IMAGE_BYTES, to * IMAGE_BYTES);
  const first = Math.min(CHUNK, count);
  const pictures = file.create_dataset({
    ...{ name: `${split}_set_x`, data: of(0, first), shape: [first, ...picture] },
    ...{ maxshape: [null, ...picture], chunks: [Math.min(16, count), ...picture] },
  });
  for (let from = first; from < count; from += CHUNK) {
    const to = Math.min(from + CHUNK, count);
    pictures.resize([to, ...picture]);
    pictures.write_slice([[from, to], [], [], []], of(from, to));
    yield new Uint8Array();
  }
  file.create_dataset({ name: `${split}_set_y`, data: BigInt64Array.from(labels, BigInt), shape: [1, count] });
}

/** Numbers, as in the course's files, if the classes are numbers; else strings. */
function writeClasses(file: File, classes: readonly string[]): void {
  const numbers = classes.every((name) => /^(0|[1-9]\d{0,14})$/.test(name));
  const data = numbers ? BigInt64Array.from(classes, BigInt) : [...classes];
  file.create_dataset({ name: 'list_classes', data, shape: [classes.length] });
}

async function* bytesOf(FS: Files, name: string): AsyncGenerator<Uint8Array> {
  const file = FS.open(name, 'r');
  try {
    for (let at = 0; ; ) {
      const part = new Uint8Array(PART);
      const length = FS.read(file, part, 0, PART, at);
      if (length === 0) return;
      at += length;
      yield part.subarray(0, length);
    }
  } finally {
    FS.close(file);
  }
}
