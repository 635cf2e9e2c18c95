/**
 * A dataset in Hugging Face's form for image sets: `train-00000-of-00001.parquet` and so on, a column `image` of PNG files
 * (`bytes`, `path`), a column `label`, the class names in the metadata.
 */
import type { KeyValue, SchemaElement } from 'hyparquet-writer';
import { type Dataset, type ImageSet, SPLIT_NAMES, type SplitName } from '../dataset.ts';
import { LAB_METADATA } from '../formats/tables/parquet-tree.ts';
import type { OutgoingFile } from './outgoing.ts';
import { pngsOf } from './png.ts';

/** Pictures per row group, the unit that readers load at once. */
const ROWS = 256;
const SCHEMA: SchemaElement[] = [
  { name: 'schema', num_children: 2 },
  { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'label', type: 'INT64', repetition_type: 'OPTIONAL' },
];

export async function* parquetFiles({ name, classes, splits }: Dataset): AsyncGenerator<OutgoingFile> {
  for (const split of SPLIT_NAMES) {
    const set = splits[split];
    const path = `${split}-00000-of-00001.parquet`;
    if (set.count > 0) yield { path, parts: () => parts(split, set, metadataOf(name, classes)) };
  }
}

async function* parts(split: SplitName, set: ImageSet, kvMetadata: KeyValue[]): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const writer = new ByteWriter();
  const taken = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0; // like the library's own file writer; `offset` continues
    return bytes;
  };
  // PNG is already compressed.
  const options = {
    schema: SCHEMA,
    codec: 'UNCOMPRESSED',
    statistics: false,
    kvMetadata,
    createdBy: 'Signs Lab',
  } as const;
  const parquet = new ParquetWriter({ writer, ...options });
  let rows: { bytes: Uint8Array; path: string }[] = [];
  let begin = 0;
  const flush = async () => {
    const labels = Array.from(set.labels.subarray(begin, begin + rows.length), BigInt);
    begin += rows.length;
    const columnData = [
      { name: 'image', data: rows },
      { name: 'label', data: labels },
    ];
    await parquet.write({ columnData, rowGroupSize: ROWS });
    rows = [];
    return taken();
  };
  for await (const bytes of pngsOf(set)) {
    rows.push({ bytes, path: `${split}-${String(begin + rows.length).padStart(6, '0')}.png` });
    if (rows.length === ROWS) yield await flush();
  }
  if (rows.length > 0) yield await flush();
  await parquet.finish();
  yield taken();
}

/** For the `datasets` library, and for the lab, which keeps the row order of its own files. */
function metadataOf(name: string, classes: readonly string[]): KeyValue[] {
  const features = { image: { _type: 'Image' }, label: { names: classes, _type: 'ClassLabel' } };
  return [
    { key: 'huggingface', value: JSON.stringify({ info: { features } }) },
    { key: LAB_METADATA, value: JSON.stringify({ name, classes }) },
  ];
}
