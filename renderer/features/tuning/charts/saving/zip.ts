/**
 * A zip file of a few texts, compressed by the browser's own deflate. Layout: APPNOTE.TXT of PKWARE, 4.3.7 (local
 * header), 4.3.12 (central directory), 4.3.16 (its end). All numbers are little-endian.
 */

export interface TextFile {
  /** ASCII or UTF-8. */
  readonly name: string;
  readonly text: string;
}

interface Field {
  readonly bytes: 2 | 4;
  readonly value: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

const short = (value: number): Field => ({ bytes: 2, value });
const long = (value: number): Field => ({ bytes: 4, value });
/** Version needed to extract: deflate. */
const VERSION = short(20);
/** Bit 11: names are UTF-8. */
const FLAGS = short(1 << 11);
const DEFLATE = short(8);

function record(fields: readonly Field[]): Bytes {
  const bytes = new Uint8Array(fields.reduce((sum, field) => sum + field.bytes, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const field of fields) {
    if (field.bytes === 2) view.setUint16(at, field.value, true);
    else view.setUint32(at, field.value, true);
    at += field.bytes;
  }
  return bytes;
}

/** CRC-32 of IEEE 802.3 (polynomial 0xEDB88320, reflected), bit by bit: a few hundred kilobytes take milliseconds. */
function crc32(bytes: Bytes): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

async function deflate(bytes: Bytes): Promise<Bytes> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Seconds in steps of two, and years from 1980. */
function dosTime(at: Date): [Field, Field] {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  const date = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  return [short(time), short(date)];
}

/** @param made the time stamp of the files */
export async function zipOf(files: readonly TextFile[], made: Date): Promise<Blob> {
  const parts: Bytes[] = [];
  const directory: Bytes[] = [];
  let offset = 0;
  for (const { name, text } of files) {
    const [label, bytes] = [name, text].map((one) => new TextEncoder().encode(one)) as [Bytes, Bytes];
    const packed = await deflate(bytes);
    const sizes = [long(crc32(bytes)), long(packed.length), long(bytes.length), short(label.length), short(0)];
    const common = [VERSION, FLAGS, DEFLATE, ...dosTime(made), ...sizes];
    const local = [record([long(0x04034b50), ...common]), label, packed];
    // No comment, disk 0, no attributes.
    const rest = [short(0), short(0), short(0), long(0), long(offset)];
    directory.push(record([long(0x02014b50), VERSION, ...common, ...rest]), label);
    parts.push(...local);
    offset += lengthOf(local);
  }
  const count = short(files.length);
  const sizes = [count, count, long(lengthOf(directory)), long(offset)];
  const end = record([long(0x06054b50), short(0), short(0), ...sizes, short(0)]);
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}

const lengthOf = (parts: readonly Bytes[]): number => parts.reduce((sum, { length }) => sum + length, 0);
