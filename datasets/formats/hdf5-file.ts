/**
 * One HDF5 file through h5wasm (the HDF5 C library as WebAssembly). The file is copied into the library's own file
 * system, so that links inside a foreign file reach nothing of this machine, and paths need no translation on Windows.
 */
import { readFile } from 'node:fs/promises';
import type { File } from 'h5wasm';
import { DatasetError } from '../dataset.ts';
import { systemReason } from './reading.ts';

/** Data types by the library's class number (H5T_class_t). */
const TYPE_CLASSES = ['int', 'float', 'time', 'string', 'bitfield', 'opaque', 'compound', 'reference', 'enum'];

/** One array of an open file. */
export interface Hdf5Array {
  readonly shape: readonly number[];
  /** `uint8`, `int64`, `float32`, `string` ... */
  readonly type: string;
  /** The elements from `begin` to `end` along the first axis, C order: a typed array, or a list of strings. */
  read(begin: number, end: number): unknown;
}

export interface Hdf5File {
  /** Null where nothing, or no array, has that name. @throws DatasetError where the file is damaged there. */
  array(key: string): Hdf5Array | null;
  keys(): string[];
}

/**
 * Opens a file, hands it to `use`, closes it.
 * @throws DatasetError where the file cannot be read, is not HDF5, is truncated or damaged.
 */
export async function withHdf5File<T>(path: string, use: (file: Hdf5File) => T): Promise<T> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw damaged(path, `cannot be read: ${systemReason(error)}`, error);
  });
  if (bytes.length === 0) throw damaged(path, 'is empty (0 bytes)');
  const { library, module } = await loadLibrary();
  const name = `/${opened++}.h5`;
  module.FS.writeFile(name, bytes);
  try {
    const file = guarded(path, '', () => new library.File(name, 'r'));
    try {
      return use(reader(path, file, library.Dataset));
    } finally {
      guarded(path, '', () => file.close());
    }
  } finally {
    module.FS.unlink(name);
  }
}

/** Numbers the names inside the library: one that failed to open may stay registered under its name. */
let opened = 0;

type Library = typeof import('h5wasm');

/** Loaded when first needed: compiling the WebAssembly takes about 0.1 s. */
async function loadLibrary(): Promise<{ library: Library; module: Module }> {
  const library = await import('h5wasm');
  const module: Module = await library.ready;
  // Errors come as exceptions with the library's error stack, instead of on standard error.
  module.activate_throwing_error_handler();
  return { library, module };
}

/** The compiled library, as far as it is used here, with its in-memory file system. */
interface Module {
  readonly FS: { writeFile(name: string, data: Uint8Array): void; unlink(name: string): void };
  activate_throwing_error_handler(): number;
}

function reader(path: string, file: File, ArrayClass: Library['Dataset']): Hdf5File {
  return {
    keys: () => guarded(path, '', () => file.keys()),
    array: (key) => {
      if (!guarded(path, '', () => file.keys()).includes(key)) return null;
      const entity = guarded(path, key, () => file.get(key));
      if (!(entity instanceof ArrayClass)) return null;
      const { shape, type, size, signed } = guarded(path, key, () => entity.metadata);
      const rest = (shape ?? []).slice(1).map((): [] => []);
      return {
        shape: shape ?? [],
        type: typeName(type, size, signed),
        read: (begin, end) => guarded(path, key, () => entity.slice([[begin, end], ...rest])),
      };
    },
  };
}

function typeName(type: number, size: number, signed: boolean): string {
  const name = TYPE_CLASSES[type] ?? `type ${type}`;
  if (name === 'int') return `${signed ? '' : 'u'}int${size * 8}`;
  return name === 'float' ? `float${size * 8}` : name;
}

/** Runs a call into the library; what it throws (its own errors, WebAssembly traps) becomes a DatasetError. */
function guarded<T>(path: string, key: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw damaged(key === '' ? path : `${path}: ${key}`, describe(error), error);
  }
}

/** The innermost line of the library's error stack, `#006: file.c line 577 in H5F__super_read(): reason`, in words. */
function describe(error: unknown): string {
  const text = systemReason(error);
  const reason = [...text.matchAll(/#\d+:.* in \w+\(\): (.+)$/gm)].at(-1)?.[1] ?? text.split('\n')[0]!;
  const truncated = /^truncated file: eof = (\d+),.* stored_eof = (\d+)/.exec(reason);
  if (truncated) return `is truncated: ${truncated[1]} of ${truncated[2]} bytes are there`;
  return reason === 'file signature not found' ? 'is not an HDF5 file' : `is damaged: ${reason}`;
}

function damaged(what: string, found: string, cause?: unknown): DatasetError {
  return new DatasetError(`${what} ${found}`, 'Fetch the file again, or write it anew.', { cause });
}
