/** A wheel of a few bytes and a build for it: tests the file handling of the provisioning without TensorFlow. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Build } from '../../../../../native-bridge/backends/tensorflow/provision/wheels.ts';

export const TINY_WHEEL = 'tiny_flow-1.0-py3-none-any.whl';
export const LIBRARY = Buffer.from('not really a shared library');

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Writes a wheel with these files; returns its path and bytes. */
export function writeWheel(
  folder: string,
  files: Record<string, Buffer> = { 'tensorflow/libtiny.so.2': LIBRARY, 'tensorflow/other.py': Buffer.from('pass') },
): { file: string; bytes: Buffer } {
  const file = join(folder, TINY_WHEEL);
  const bytes = zip(files);
  writeFileSync(file, bytes);
  return { file, bytes };
}

/** A build for this machine with only that wheel. */
export function tinyBuild(wheelSha256: string | null, librarySha256: string | null = sha256(LIBRARY)): Build {
  return {
    name: 'tiny-1.0',
    gpu: false,
    machine: `${process.platform}-${process.arch}`,
    wheels: [
      { project: 'tiny-flow', version: '1.0', python: '3.11', platforms: ['any'], sha256: wheelSha256, bytes: 0 },
    ],
    libraries: [{ file: 'libtiny.so.2', linkName: 'libtiny.so', sha256: librarySha256 }],
    space: 0,
  };
}

/** A zip archive of stored (not compressed) files: APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16. */
export function zip(files: Record<string, Buffer>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, data] of Object.entries(files)) {
    const fields = fieldsOf(name, data);
    const local = Buffer.concat([signature(0x04034b50), fields, Buffer.from(name), data]);
    const rest = Buffer.alloc(14); // comment, disk, attributes: none
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), fields, rest, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, ...directory, signature(0x06054b50), end]);
}

/** Version, flags, method, time, date, CRC, sizes and lengths: the fields shared by local and central headers. */
function fieldsOf(name: string, data: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
