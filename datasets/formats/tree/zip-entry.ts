/** Reads one file of a zip directly and synchronously: for threads, which have no tree. */
import { openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { DatasetError } from '../../dataset.ts';
import { systemReason } from '../reading.ts';
import { damaged } from './archived-files.ts';
import type { ZippedSpan } from './file-tree.ts';

/** An entry's local header (APPNOTE 4.3.7): its signature, and where the lengths of name and extra field are. */
const HEADER = 30;
const MARK = 0x04034b50;
const [NAME_LENGTH, EXTRA_LENGTH] = [26, 28];

/** Zips stay open as long as the thread lives; Node closes them with it. */
const opened = new Map<string, number>();

/** @throws DatasetError if the zip is damaged there, or cannot be read. */
export function readZipped({ zip, path, offset, packed, size, deflated }: ZippedSpan): Uint8Array {
  const what = join(zip, path);
  try {
    const header = readAt(zip, offset, HEADER);
    if (header.readUInt32LE(0) !== MARK) throw damaged(what, 'is a damaged zip file');
    const data = offset + HEADER + header.readUInt16LE(NAME_LENGTH) + header.readUInt16LE(EXTRA_LENGTH);
    const bytes = readAt(zip, data, packed);
    // Data that unpack to more than declared are refused.
    const whole = deflated ? inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) }) : bytes;
    if (whole.length !== size) throw damaged(what, 'is a damaged zip file');
    return whole;
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('E') && !code.startsWith('ERR_'))
      throw damaged(what, `cannot be read: ${systemReason(error)}`, error);
    throw damaged(what, 'is a damaged zip file', error);
  }
}

function readAt(zip: string, offset: number, length: number): Buffer {
  const file = opened.get(zip) ?? openSync(zip, 'r');
  opened.set(zip, file);
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let have = 0; have < length; ) {
    const read = readSync(file, bytes, have, length - have, offset + have);
    if (read === 0) throw damaged(zip, 'is not a complete zip file');
    have += read;
  }
  return bytes;
}
