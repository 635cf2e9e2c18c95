/** Exports a version of a dataset: to a path on this machine, or as one file that a page fetches piece by piece. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportForm } from '../../../native-bridge/host/dataset-messages.ts';
import { compute } from '../../hosts/compute.ts';
import { HostError } from '../../hosts/host-error.ts';
import type { HandlersOf, Output } from '../../ipc/contract.ts';
import type { LabContext } from '../context.ts';

/** Bytes sent to a page at once. */
const PIECE = 4 * 2 ** 20;

type Exporting = 'export' | 'pack' | 'packed' | 'dropPacked';
type ExportHandlers = Pick<HandlersOf<'datasets'>, `datasets.${Exporting}`>;

/** The part of `Datasets` that is needed here. */
interface Source {
  /** @throws HostError if there is no such dataset. */
  name(dataset: number): string;
  versionFile(dataset: number, version?: number): Promise<string>;
}

export function exportHandlers({ tasks, paths }: Pick<LabContext, 'tasks' | 'paths'>, source: Source): ExportHandlers {
  /** Files ready to be fetched, in the folder that is emptied when the lab opens. */
  const packed = new Map<number, string>();
  let last = 0;
  const find = (file: number): string => {
    const path = packed.get(file);
    if (path === undefined) throw failure(`There is no packed file ${file}.`, 'Export the dataset again.');
    return path;
  };
  const write = async (asked: Asked, how: Writing): Promise<Output<'datasets.export'>> => {
    const spec = await source.versionFile(asked.dataset, asked.version);
    const title = `Export ${source.name(asked.dataset)}`;
    return tasks.run({ id: asked.task, kind: 'export', title }, async ({ signal, progress }) => {
      const { path, files, bytes, dataset } = await compute(
        { kind: 'export', data: { spec }, form: asked.form, ...how },
        ['exported'],
        {
          signal,
          onEvent: (event) => event.kind === 'progress' && progress(event),
          afterCrash: () => 'Export it again; fewer pictures need less memory.',
        },
      );
      return { path, files, bytes, sha256: dataset.sha256 };
    });
  };
  return {
    'datasets.export': ({ path, overwrite, ...asked }) =>
      write(asked, { to: path, ...(overwrite && { overwrite: true as const }) }),
    'datasets.pack': async (asked) => {
      const name = source.name(asked.dataset);
      const folder = join(paths.incoming, `out-${randomUUID()}`);
      await mkdir(folder, { recursive: true });
      try {
        const to = join(folder, 'file');
        const { bytes, sha256 } = await write(asked, { to, packed: true });
        packed.set(++last, to);
        return { file: last, name: fileName(name, asked.form), bytes, sha256 };
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
    },
    'datasets.packed': async ({ file, offset }) => ({ bytes: await piece(find(file), offset) }),
    'datasets.dropPacked': async ({ file }) => {
      const path = find(file);
      packed.delete(file);
      await rm(dirname(path), { recursive: true, force: true });
      return null;
    },
  };
}

interface Asked {
  readonly task: string;
  readonly dataset: number;
  readonly version?: number | undefined;
  readonly form: ExportForm;
}

interface Writing {
  readonly to: string;
  readonly packed?: true;
  readonly overwrite?: true;
}

/** Empty after the end. */
async function piece(path: string, offset: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(PIECE);
    const { bytesRead } = await file.read(bytes, 0, PIECE, offset);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What follows the dataset's name in the file name of each format. */
const ENDINGS: Readonly<Record<ExportForm, string>> = {
  folder: '.zip',
  zip: '.zip',
  hdf5: '-hdf5.zip',
  npz: '.npz',
  parquet: '-parquet.zip',
};

/** A name that every file system accepts. */
function fileName(name: string, form: ExportForm): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return `${plain.slice(0, 60) || 'dataset'}${ENDINGS[form]}`;
}

function failure(message: string, remedy: string): HostError {
  return new HostError({ message, remedy, badArgument: true });
}
