/** Imports datasets: a compute host writes the files, then one transaction makes them a dataset. */
import { mkdirSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ArrayMap, Imported } from '../../../native-bridge/host/compute-messages.ts';
import { archiveTitle, badFilesListed } from '../../../native-bridge/host/dataset-messages.ts';
import { compute } from '../../hosts/compute.ts';
import { HostError } from '../../hosts/host-error.ts';
import type { Asked } from '../../ipc/contract.ts';
import type { DatasetSource, Origin } from '../../ipc/schemas/dataset.ts';
import type { LabContext } from '../context.ts';
import type { AskingWork } from '../tasks.ts';
import type { Uploads } from '../uploads.ts';
import { presentIds, readRow } from './dataset-rows.ts';
import { picturesInWords } from './edit.ts';

/**
 * Imports data, as a task that can be cancelled; resolves with the dataset's number.
 * @throws HostError for what the host reports and if cancelled: then nothing of it remains.
 */
export async function importDataset(
  context: LabContext,
  uploads: Uploads,
  { task, source, name, bad }: Asked<'datasets.import'>,
): Promise<number> {
  const spec = specOf(source, uploads);
  const title = `Import ${name ?? titleOf(source, spec)}`;
  const dataset = await context.tasks.run({ id: task, kind: 'import', title }, (work) =>
    writeDataset(context, { source, spec, name, bad }, work),
  );
  if (source.kind === 'upload') await uploads.drop(source.upload);
  return dataset;
}

interface Wanted {
  readonly source: DatasetSource;
  readonly spec: string;
  readonly name: string | undefined;
  readonly bad: 'ask' | undefined;
}

async function writeDataset(
  { db, paths }: LabContext,
  { source, spec, name, bad }: Wanted,
  { signal, progress, ask }: AskingWork,
): Promise<number> {
  const dataset = begin(db.sql);
  const folder = paths.dataset(dataset);
  try {
    mkdirSync(folder, { recursive: true });
    const read = (map: ArrayMap | undefined) =>
      compute({ kind: 'import', spec, folder, ...(map && { map }) }, ['imported', 'unclear'], {
        signal,
        onEvent: (event) => event.kind === 'progress' && progress(event),
        afterCrash: () => 'Nothing was kept. Import it again; a smaller part of it needs less memory.',
      });
    let imported = await read(undefined);
    while (imported.kind === 'unclear') {
      const { message, remedy, arrays } = imported;
      // Without pictures no answer would help.
      if (bad !== 'ask' || arrays.every(({ pictures }) => pictures === null)) {
        throw new HostError({ message, remedy, badArgument: false });
      }
      imported = await read((await ask({ kind: 'arrays', problem: withoutPlace(message, source, spec), arrays })).map);
    }
    signal.throwIfAborted();
    if (imported.count === 0) throw noPictures(spec);
    if (imported.bad.length > 0) {
      if (bad !== 'ask') throw notAllGood(spec, imported);
      await ask({ kind: 'badFiles', good: imported.count, bad: imported.bad });
    }
    const wanted = name ?? unusedName(db.sql, defaultName(source, spec, imported));
    db.transaction(() => finish(db.sql, dataset, wanted, originOf(source, spec, imported), imported));
    return dataset;
  } catch (error) {
    db.sql.prepare('DELETE FROM datasets WHERE id = ?').run(dataset);
    await rm(folder, { recursive: true, force: true });
    throw error instanceof HostError ? errorForPage(error, source, spec) : error;
  }
}

const FORMS =
  'The lab imports HDF5 and numpy files (.npz, or .npy of pictures and of labels), CSV and Parquet, a folder with one folder of pictures per class (0/, 1/, ...), train/ validation/ test/ with ' +
  'class folders or {label}_name.jpg files, or a zip or tar.gz of such a folder; pictures are JPEG, PNG, WebP, AVIF, GIF, ' +
  'TIFF, BMP, PPM, PGM or HEIC.';

/** Messages for the command line contain its flags, and the path of an upload: the page has neither. */
function errorForPage(error: HostError, source: DatasetSource, spec: string): HostError {
  const { message, remedy, badArgument, detail } = error;
  return new HostError({
    message: source.kind === 'upload' ? message.replaceAll(spec, 'The upload') : message,
    ...(remedy !== undefined && { remedy: remedyInPage(remedy) }),
    ...{ badArgument, ...(detail !== undefined && { stack: detail }) },
  });
}

/** Only names of files and arrays: the folder of an upload means nothing to a person. */
function withoutPlace(message: string, source: DatasetSource, spec: string): string {
  const whole = source.kind === 'upload' ? 'The upload' : basename(spec);
  return message.replaceAll(`${spec}${sep}`, '').replaceAll(spec, whole);
}

/** Without what only the command line has: `--data`, and `--map` with its list of arrays, which comes last here. */
function remedyInPage(remedy: string): string {
  return remedy.startsWith('--data accepts') ? FORMS : remedy.split('\nSay which array is which by --map')[0]!;
}

/** A row that is not shown until the import is done, and is swept if it never is. */
function begin(sql: DatabaseSync): number {
  const { lastInsertRowid } = sql
    .prepare(
      `INSERT INTO datasets (name, created_at, origin, classes, version, state)
       VALUES ('', ?, '{"kind":"captured"}', '[]', 1, 'importing')`,
    )
    .run(Date.now());
  return Number(lastInsertRowid);
}

function finish(sql: DatabaseSync, dataset: number, name: string, origin: Origin, imported: Imported): void {
  insertPictures(sql, dataset, imported);
  const { count, ignored, bad } = imported;
  const notes =
    bad.length === 0 ? imported.notes : [...imported.notes, `left out ${bad.length} files that could not be read`];
  const left = ignored === 0 ? '' : `, left out ${ignored} files that are not pictures`;
  sql
    .prepare("INSERT INTO versions (dataset, version, at, summary, pictures, kind) VALUES (?, 1, ?, ?, ?, 'import')")
    .run(dataset, Date.now(), [`Imported ${picturesInWords(count)}${left}`, ...notes].join('; '), count);
  sql
    .prepare("UPDATE datasets SET name = ?, origin = ?, classes = ?, state = 'present' WHERE id = ?")
    .run(name, JSON.stringify(origin), JSON.stringify(imported.classes), dataset);
}

function insertPictures(sql: DatabaseSync, dataset: number, imported: Imported): void {
  const insert = sql.prepare(
    `INSERT INTO pictures (dataset, id, split, label, first_label, source, original, brightness, sharpness,
     exact_group, near_group) VALUES (?,?,?,?,?,?,?,?,?,?,?)`,
  );
  const group = (number: number) => (number < 0 ? null : number);
  for (let id = 0; id < imported.count; id++) {
    const label = imported.labels[id]!;
    const facts = [imported.sources[id]!, imported.originals[id]!, imported.brightness[id]!, imported.sharpness[id]!];
    const groups = [group(imported.exactGroups[id]!), group(imported.nearGroups[id]!)];
    insert.run(dataset, id, imported.splits[id]!, label, label, ...facts, ...groups);
  }
}

function specOf(source: DatasetSource, uploads: Uploads): string {
  switch (source.kind) {
    case 'synthetic':
      return `synthetic:train=${source.train},test=${source.test},seed=${source.seed}`;
    case 'path':
      return resolve(source.path);
    case 'upload':
      return uploads.folder(source.upload);
  }
}

const UPLOADED = 'Uploaded pictures';
const SYNTHETIC = 'Synthetic signs';

/** The file or folder that a person chose. */
function titleOf(source: DatasetSource, spec: string): string {
  if (source.kind === 'synthetic') return SYNTHETIC;
  return source.kind === 'path' ? archiveTitle(basename(spec)) : uploadTitle(spec);
}

/** The data's own name; an upload is in a folder that is named by its number. */
function defaultName(source: DatasetSource, spec: string, { name }: Imported): string {
  // The name of the file or folder that the person chose, whatever is inside.
  if (source.kind !== 'upload') return titleOf(source, spec).slice(0, 100);
  const unnamed = name.trim() === '' || name === String(source.upload);
  return unnamed ? (onlyFile(spec) ?? UPLOADED) : name.trim().slice(0, 100);
}

/** The only folder of an upload, or its files; class folders without a folder around them give no name. */
function uploadTitle(folder: string): string {
  const [first, ...more] = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (first?.isFile()) return `${archiveTitle(first.name)}${more.length > 0 ? ` and ${more.length} more` : ''}`;
  return first && more.length === 0 ? first.name : UPLOADED;
}

/** The name of an upload of one file: `mnist.npz`. */
function onlyFile(folder: string): string | null {
  const entries = readdirSync(folder, { withFileTypes: true });
  const [only] = entries;
  return entries.length === 1 && only?.isFile() ? archiveTitle(only.name).slice(0, 100) : null;
}

function originOf(source: DatasetSource, spec: string, imported: Imported): Origin {
  if (imported.form === 'synthetic') return { kind: 'synthetic', spec };
  return { kind: imported.form, source: source.kind === 'path' ? spec : defaultName(source, spec, imported) };
}

/** `signs`, or `signs 2` if that name is used already. */
function unusedName(sql: DatabaseSync, name: string): string {
  const used = new Set(presentIds(sql).map((id) => readRow(sql, id).name));
  let wanted = name;
  for (let n = 2; used.has(wanted); n++) wanted = `${name} ${n}`;
  return wanted;
}

function notAllGood(spec: string, { count, bad }: Imported): HostError {
  return new HostError({
    message: badFilesListed(spec, count, bad),
    remedy: 'Repair or remove them, or import only the good ones.',
    badArgument: true,
  });
}

function noPictures(spec: string): HostError {
  return new HostError({
    message: `${spec} contains no pictures.`,
    remedy: 'Choose a folder with pictures in it: one folder per class, or train_signs/ and test_signs/.',
    badArgument: true,
  });
}
