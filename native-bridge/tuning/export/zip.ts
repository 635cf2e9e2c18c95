/**
 * A zip archive in memory (PKWARE's APPNOTE 6.3, sections 4.3 and 4.4): deflated files, no Zip64, so 65 535 files and
 * 4 GiB at most. Enough for one file a trial.
 */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Entry {
  /** With `/` between folders. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const VERSION = 20; // 2.0: deflate and folders
const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
/** 1980-01-01, the first day that a zip knows: the same sweep gives the same archive. */
const DATE = 0x0021;

/** @throws Error where there are more files than a zip without Zip64 can hold. */
export function zip(entries: readonly Entry[]): Uint8Array {
  if (entries.length > 0xffff) throw new Error(`${entries.length} files are too many for a zip archive.`);
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.path);
    const packed = deflateRawSync(entry.bytes);
    const common = commonFields(entry.bytes, packed, name);
    const local = Buffer.concat([signature(0x04034b50), common, name, packed]);
    directory.push(centralHeader(common, name, offset));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...parts, central, endRecord(entries.length, central.length, offset)]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** What a local and a central header share: version needed to extra length. */
function commonFields(bytes: Uint8Array, packed: Buffer, name: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  for (const [i, value] of [VERSION, UTF8_NAMES, DEFLATE, 0, DATE].entries()) fields.writeUInt16LE(value, i * 2);
  for (const [i, value] of [crc32(bytes), packed.length, bytes.length].entries()) {
    fields.writeUInt32LE(value, 10 + i * 4);
  }
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

/** Comment, disk and attributes stay 0. */
function centralHeader(common: Buffer, name: Buffer, offset: number): Buffer {
  const [madeBy, rest] = [Buffer.alloc(2), Buffer.alloc(14)];
  madeBy.writeUInt16LE(VERSION);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([signature(0x02014b50), madeBy, common, rest, name]);
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const rest = Buffer.alloc(18);
  rest.writeUInt16LE(count, 4);
  rest.writeUInt16LE(count, 6);
  rest.writeUInt32LE(size, 8);
  rest.writeUInt32LE(offset, 12);
  return Buffer.concat([signature(0x06054b50), rest]);
}
