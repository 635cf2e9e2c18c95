/** Files that a page uploads, kept in the lab's `incoming` folder until they are imported. */
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HostError } from '../hosts/host-error.ts';
import type { HandlersOf } from '../ipc/contract.ts';
import type { LabContext } from './context.ts';
import { pathSegments } from './upload-path.ts';

export interface Uploads {
  readonly handlers: HandlersOf<'uploads'>;
  /** The folder that holds that upload's files. @throws HostError if there is no such upload. */
  folder(upload: number): string;
  drop(upload: number): Promise<void>;
}

/** Limits of one upload: twice the largest dataset, and no more than a disk can spare. */
export const UPLOAD_LIMITS = { bytes: 4 * 2 ** 30, files: 200_000 };

interface Upload {
  readonly folder: string;
  readonly files: Set<string>;
  bytes: number;
  /** Resolves when everything sent so far is written: pieces of a file keep their order. */
  written: Promise<unknown>;
}

export function uploadService({ paths }: Pick<LabContext, 'paths'>, limits = UPLOAD_LIMITS): Uploads {
  const uploads = new Map<number, Upload>();
  let last = 0;
  const find = (id: number): Upload => {
    const upload = uploads.get(id);
    if (!upload) throw failure(`There is no upload ${id}.`, 'Upload the files again.');
    return upload;
  };
  const drop = async (id: number): Promise<void> => {
    const upload = uploads.get(id);
    uploads.delete(id);
    await upload?.written;
    if (upload) await rm(upload.folder, { recursive: true, force: true });
  };
  return {
    folder: (id) => find(id).folder,
    drop,
    handlers: {
      'uploads.begin': async () => {
        const id = ++last;
        const folder = join(paths.incoming, String(id));
        await mkdir(folder, { recursive: true });
        uploads.set(id, { folder, files: new Set(), bytes: 0, written: Promise.resolve() });
        return { upload: id };
      },
      'uploads.write': async ({ upload: id, path, bytes }) => {
        const upload = find(id);
        const segments = pathSegments(path);
        count(upload, path, bytes.length, limits);
        const writing = upload.written.then(() => append(upload.folder, segments, bytes));
        upload.written = writing.catch(() => {});
        await writing;
        return null;
      },
      'uploads.drop': async ({ upload }) => {
        await drop(upload);
        return null;
      },
    },
  };
}

/** @throws HostError before anything beyond the limits is written. */
function count(upload: Upload, path: string, bytes: number, limits: typeof UPLOAD_LIMITS): void {
  const files = upload.files.size + (upload.files.has(path) ? 0 : 1);
  const remedy = 'Import the folder by its path on this machine, or only a part of it.';
  if (files > limits.files) throw failure(`An upload holds at most ${limits.files} files.`, remedy);
  if (upload.bytes + bytes > limits.bytes) {
    throw failure(`An upload holds at most ${limits.bytes / 2 ** 30} GiB.`, remedy);
  }
  upload.files.add(path);
  upload.bytes += bytes;
}

async function append(folder: string, segments: readonly string[], bytes: Uint8Array): Promise<void> {
  const file = join(folder, ...segments);
  try {
    await mkdir(dirname(file), { recursive: true });
    await appendFile(file, bytes);
  } catch (cause) {
    throw failure(
      `${segments.join('/')} cannot be written: ${(cause as Error).message}.`,
      'Is the disk full, or do a file and a folder of the upload have the same name?',
    );
  }
}

function failure(message: string, remedy: string): HostError {
  return new HostError({ message, remedy, badArgument: true });
}
