/**
 * Parquet files in Hugging Face's form for image sets, as a tree of class folders: a column of encoded pictures, a column
 * of labels, and their names in the file's metadata.
 */
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { z } from 'zod';
import { DatasetError } from '../../dataset.ts';
import { MANIFEST } from '../manifest.ts';
import { MAX_PICTURES, systemReason } from '../reading.ts';
import { ArchiveBounds, type ArchivedFile, archivedTree } from '../tree/archived-files.ts';
import type { FileTree } from '../tree/file-tree.ts';

/** 2 GiB: pictures are kept encoded while they are read. */
export const MAX_PARQUET = 2 * 2 ** 30;
const LABEL = /^(label|labels|class|target|y|category|fine_label)$/i;
const IMAGE = /^(image|img|picture|photo|pixels?)$/i;
const REMEDY = 'Expected: a column of encoded pictures (image, or image.bytes) and a column of labels.';

/** Metadata key in files written by the lab: `{name, classes}`. The order of their rows is kept. */
export const LAB_METADATA = 'signs-lab';

export interface ParquetFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * @param place the path to name in errors
 * @param splitOf the split named in a file's name
 * @throws DatasetError if a file is damaged, or has no such columns.
 */
export async function parquetTree(
  place: string,
  parquet: readonly ParquetFile[],
  splitOf: (file: string) => string | null,
): Promise<FileTree> {
  const read = [];
  for (const { name, bytes } of parquet)
    read.push({ split: splitOf(name) ?? 'train', ...(await picturesOf(name, bytes)) });
  const own = ownLabels(read);
  const files = new Map<string, ArchivedFile>();
  const bounds = new ArchiveBounds(place);
  const add = (path: string, bytes: Uint8Array) => {
    bounds.take(path, bytes.length, bytes.length);
    files.set(path, { size: bytes.length, read: async () => bytes, head: async (most) => bytes.subarray(0, most) });
  };
  const order: Record<string, string[]> = { train: [], validation: [], test: [] };
  for (const { split, rows } of read) {
    for (const { className, label, picture } of rows) {
      const folder = own ? label : className.replaceAll(/[/\\]/g, '_');
      const path = `${folder}/${String(files.size).padStart(6, '0')}.img`;
      order[split]?.push(path);
      add(`${split}/${path}`, picture);
      if (files.size > MAX_PICTURES) throw refused(place, `holds more than ${MAX_PICTURES} pictures`);
    }
  }
  if (own) {
    const folders = own.classes.map((_, label) => String(label));
    add(MANIFEST, new TextEncoder().encode(JSON.stringify({ format: 1, ...own, folders, splits: order })));
  }
  return archivedTree(place, files, async () => {});
}

interface Pictures {
  readonly rows: readonly { readonly className: string; readonly label: string; readonly picture: Uint8Array }[];
  /** The lab's metadata, in a file written by the lab. */
  readonly lab: OwnLabels | null;
}

const OwnLabels = z.object({ name: z.string(), classes: z.array(z.string()) });
type OwnLabels = z.infer<typeof OwnLabels>;

/** The lab's metadata, if all files were written by the lab and are of one dataset. */
function ownLabels(files: readonly Pictures[]): OwnLabels | null {
  const [first] = files;
  const same = files.every(({ lab }) => lab !== null && lab.classes.join('\n') === first?.lab?.classes.join('\n'));
  return same ? (first?.lab ?? null) : null;
}

async function picturesOf(name: string, bytes: Uint8Array): Promise<Pictures> {
  const [{ parquetMetadataAsync, parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const file: AsyncBuffer = {
    byteLength: bytes.length,
    // A copy: the buffer of a Node Buffer may be a shared pool.
    slice: (start, end) => Uint8Array.from(bytes.subarray(start, end ?? bytes.length)).buffer,
  };
  try {
    const metadata = await parquetMetadataAsync(file);
    const columns = columnsOf(name, metadata);
    const rows = await parquetReadObjects({
      file,
      metadata,
      compressors,
      utf8: false,
      columns: [columns.image, columns.label],
    });
    const names = namesOf(metadata, columns.label);
    const pictures = rows.map((row, at) => {
      const label = textOf(row[columns.label]);
      return { label, className: names?.[Number(label)] ?? label, picture: pictureOf(name, at, row[columns.image]) };
    });
    return { rows: pictures, lab: labOf(metadata) };
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    const reason = /magic|footer|invalid parquet/i.test(systemReason(error))
      ? 'is not a complete Parquet file'
      : 'is a damaged Parquet file';
    throw refused(name, reason, error);
  }
}

function columnsOf(name: string, { schema }: FileMetaData): { image: string; label: string } {
  // The first element is the root; a struct's children follow it.
  const [root, ...rest] = schema;
  const top: { name: string; children: string[]; type: string | undefined }[] = [];
  for (let at = 0; top.length < (root?.num_children ?? 0) && at < rest.length; ) {
    const element = rest[at]!;
    const children = rest.slice(at + 1, at + 1 + (element.num_children ?? 0)).map((child) => child.name);
    top.push({ name: element.name, children, type: element.type });
    at += 1 + children.length;
  }
  const pictures = top.filter(({ children, type }) => children.includes('bytes') || type === 'BYTE_ARRAY');
  const image =
    pictures.find((column) => IMAGE.test(column.name)) ?? pictures.find(({ children }) => children.includes('bytes'));
  const label = top.find((column) => column !== image && LABEL.test(column.name));
  if (image && label) return { image: image.name, label: label.name };
  throw refused(name, `holds the columns ${top.map((column) => column.name).join(', ')}`);
}

/** Names of the classes, as stored by the `datasets` library. */
function namesOf({ key_value_metadata: entries = [] }: FileMetaData, label: string): readonly string[] | null {
  try {
    const text = entries.find(({ key }) => key === 'huggingface')?.value;
    const names = text && JSON.parse(text).info?.features?.[label]?.names;
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : null;
  } catch {
    return null;
  }
}

function textOf(label: unknown): string {
  return label instanceof Uint8Array ? new TextDecoder().decode(label) : String(label);
}

function labOf({ key_value_metadata: entries = [] }: FileMetaData): OwnLabels | null {
  try {
    const text = entries.find(({ key }) => key === LAB_METADATA)?.value;
    return text === undefined ? null : (OwnLabels.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
}

function pictureOf(name: string, row: number, cell: unknown): Uint8Array {
  const bytes = cell instanceof Uint8Array ? cell : (cell as { bytes?: unknown } | null)?.bytes;
  if (bytes instanceof Uint8Array) return bytes;
  throw refused(name, `has no picture in row ${row}: the picture is in another file`);
}

function refused(name: string, found: string, cause?: unknown): DatasetError {
  return new DatasetError(`${name} ${found}`, REMEDY, { cause });
}
