/**
 * One HDF5 file through h5wasm (the HDF5 C library as WebAssembly). The file is copied into the library's own file
 * system, so that links inside a foreign file cannot reach this machine, and paths need no translation on Windows.
 */
import { basename } from 'node:path';
import type { File, Dataset as Hdf5Dataset, Group as Hdf5Group } from 'h5wasm';
import { DatasetError } from '../dataset.ts';
import type { NamedArray } from './arrays/named-array.ts';
import { systemReason } from './reading.ts';

/** Data types by the library's class numbers (H5T_class_t). */
const TYPE_CLASSES = ['int', 'float', 'time', 'string', 'bitfield', 'opaque', 'compound', 'reference', 'enum'];

/** Maximum depth of nested groups. */
const MAX_DEPTH = 8;

/** A file on disk or in an archive. */
export interface Hdf5Source {
  /** For display. */
  readonly path: string;
  read(): Promise<Uint8Array>;
}

/**
 * Opens files, passes all of their arrays to `use` (those in groups as `group/name`), closes the files.
 * @throws DatasetError if a file cannot be read, is not HDF5, is truncated or damaged.
 */
export async function withHdf5Files<T>(files: readonly Hdf5Source[], use: (arrays: NamedArray[]) => T): Promise<T> {
  const [file, ...rest] = files;
  if (file === undefined) return use([]);
  return withHdf5File(file, (first) => withHdf5Files(rest, (others) => use([...first, ...others])));
}

async function withHdf5File<T>({ path, read }: Hdf5Source, use: (arrays: NamedArray[]) => T | Promise<T>): Promise<T> {
  const bytes = await read().catch((error: unknown) => {
    if (error instanceof DatasetError) throw error;
    throw damaged(path, '', `cannot be read: ${systemReason(error)}`, error);
  });
  if (bytes.length === 0) throw damaged(path, '', 'is empty (0 bytes)');
  const { library, module } = await loadLibrary();
  const name = `/${opened++}.h5`;
  module.FS.writeFile(name, bytes);
  try {
    const file = guarded(path, '', () => new library.File(name, 'r'));
    try {
      return await use(arraysOf(path, file, library));
    } finally {
      guarded(path, '', () => file.close());
    }
  } finally {
    module.FS.unlink(name);
  }
}

/** Makes the names inside the library unique: a file that failed to open may stay registered under its name. */
let opened = 0;

type Library = typeof import('h5wasm');

/** Loaded on first use: compiling the WebAssembly takes about 0.1 s. */
async function loadLibrary(): Promise<{ library: Library; module: Module }> {
  const library = await import('h5wasm');
  const module: Module = await library.ready;
  // Errors become exceptions with the library's error stack, instead of text on standard error.
  module.activate_throwing_error_handler();
  return { library, module };
}

/** The parts of the compiled library that are used here, with its in-memory file system. */
interface Module {
  readonly FS: { writeFile(name: string, data: Uint8Array): void; unlink(name: string): void };
  activate_throwing_error_handler(): number;
}

/** All arrays of a file, in the order of their names within each group. */
function arraysOf(path: string, root: File, { Dataset, Group }: Library): NamedArray[] {
  const found: NamedArray[] = [];
  const walk = (group: File | Hdf5Group, prefix: string, depth: number) => {
    for (const key of guarded(path, prefix, () => group.keys())) {
      const name = `${prefix}${key}`;
      const entity = guarded(path, name, () => group.get(key));
      if (entity instanceof Dataset) found.push(namedArray(path, name, entity));
      else if (entity instanceof Group && depth < MAX_DEPTH) walk(entity, `${name}/`, depth + 1);
    }
  };
  walk(root, '', 0);
  return found;
}

function namedArray(path: string, name: string, entity: Hdf5Dataset): NamedArray {
  const { shape, type, size, signed } = guarded(path, name, () => entity.metadata);
  const rest = (shape ?? []).slice(1).map((): [] => []);
  return {
    name,
    file: path,
    shape: shape ?? [],
    type: typeName(type, size, signed),
    read: (begin, end) => guarded(path, name, () => entity.slice([[begin, end], ...rest])),
  };
}

function typeName(type: number, size: number, signed: boolean): string {
  const name = TYPE_CLASSES[type] ?? `type ${type}`;
  if (name === 'int') return `${signed ? '' : 'u'}int${size * 8}`;
  return name === 'float' ? `float${size * 8}` : name;
}

/** Calls the library; what it throws (its own errors, WebAssembly traps) becomes a DatasetError. */
function guarded<T>(path: string, key: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw damaged(path, key, describe(error), error);
  }
}

/** Matches filters that this build of the HDF5 library lacks, in its error stack. */
const MISSING_FILTER =
  /required filter '?([\w .-]+?)'? is not registered|filter .*?(\d+).* (?:not registered|not available)/;

/** What is wrong, as a sentence: the library's error stack names its internal functions and build folders. */
function describe(error: unknown): string {
  const text = systemReason(error);
  if (/Float16 not supported/i.test(text)) return 'is float16, which this lab cannot read';
  const filter = MISSING_FILTER.exec(text);
  if (filter) return `is compressed by the filter ${filter[1] ?? filter[2]}, which this lab cannot read`;
  const truncated = /truncated file: eof = (\d+),.* stored_eof = (\d+)/.exec(text);
  if (truncated) return `is truncated: ${truncated[1]} of ${truncated[2]} bytes are there`;
  if (text.includes('file signature not found')) return 'is not an HDF5 file';
  return 'is damaged: its structure cannot be read';
}

function damaged(path: string, key: string, found: string, cause?: unknown): DatasetError {
  const remedy = remedyFor(path, found);
  return new DatasetError(`${key === '' ? path : `${path}: ${key}`} ${found}`, remedy, { cause });
}

function remedyFor(path: string, found: string): string {
  if (found.includes('filter')) {
    return `Write it again with a filter that every HDF5 library has: h5repack -f GZIP=4 ${basename(path)} readable.h5`;
  }
  return found.includes('float16') ? 'Write it again as float32.' : 'Download the file again, or write it again.';
}
