/** A zip file as a tree: its directory is read first, its files are unpacked into memory one by one, on request. */
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { DatasetError } from '../../dataset.ts';
import { systemReason } from '../reading.ts';
import { ArchiveBounds, type ArchivedFile, archivedTree, damaged } from './archived-files.ts';
import type { FileTree, ZippedSpan } from './file-tree.ts';

/** In the upper 16 bits of the attributes: the kind of file packed by Unix programs. */
const KIND = 0o170000;
const LINK = 0o120000;
/** Compression methods (APPNOTE 4.4.5). */
const [STORED, DEFLATED] = [0, 8];

/** @throws DatasetError if the file is not a zip file, is damaged, encrypted, or exceeds the limits. */
export function zipTree(path: string): Promise<FileTree> {
  return treeOf(path, path, () => openPromise(path, { autoClose: false, lazyEntries: true }));
}

/** The same for a zip file in memory, such as one inside another. @param path for errors. @throws DatasetError */
export function zipTreeOf(path: string, bytes: Uint8Array): Promise<FileTree> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return treeOf(path, null, () => fromBufferPromise(buffer, { autoClose: false, lazyEntries: true }));
}

/** @param file the zip's path, null if it is in memory */
async function treeOf(path: string, file: string | null, open: () => Promise<ZipFile>): Promise<FileTree> {
  const zip = await guarded(path, open);
  try {
    const files = await guarded(path, () => filesOf(path, file, zip));
    return archivedTree(path, files, async () => zip.close());
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function filesOf(path: string, file: string | null, zip: ZipFile): Promise<Map<string, ArchivedFile>> {
  const bounds = new ArchiveBounds(path);
  const files = new Map<string, ArchivedFile>();
  for await (const entry of zip.eachEntry()) {
    const { fileName, uncompressedSize, compressedSize } = entry;
    bounds.take(fileName, uncompressedSize, compressedSize);
    const isLink = ((entry.externalFileAttributes >>> 16) & KIND) === LINK;
    if (fileName.endsWith('/') || isLink) continue;
    if (entry.isEncrypted()) throw damaged(path, `is encrypted (${fileName})`);
    const at = file === null ? null : spanOf(file, entry);
    const read = (most?: number) => unpacked(path, zip, entry, most);
    files.set(fileName, { size: uncompressedSize, at, read: () => read(), head: read });
  }
  return files;
}

/** Null for other compression methods: the library reports them when it reads the entry. */
function spanOf(zip: string, entry: Entry): ZippedSpan | null {
  const { fileName: path, relativeOffsetOfLocalHeader: offset, compressedSize: packed, uncompressedSize: size } = entry;
  const { compressionMethod: method } = entry;
  return method === STORED || method === DEFLATED
    ? { zip, path, offset, packed, size, deflated: method === DEFLATED }
    : null;
}

/** @param most bytes to unpack, from the beginning */
function unpacked(path: string, zip: ZipFile, entry: Entry, most = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  return guarded(`${path}: ${entry.fileName}`, async () => {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    // The library refuses a file that is longer than declared. Leaving the loop destroys the stream.
    for await (const part of await zip.openReadStreamPromise(entry)) {
      bytes += (part as Uint8Array).length;
      parts.push(part as Uint8Array);
      if (bytes >= most) break;
    }
    return Buffer.concat(parts).subarray(0, Math.min(bytes, most));
  });
}

async function guarded<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    const code = error instanceof Error && 'code' in error;
    if (code && !String(error.code).startsWith('Z_'))
      throw damaged(what, `cannot be read: ${systemReason(error)}`, error);
    throw damaged(what, reasonOf(systemReason(error)), error);
  }
}

/** As a readable sentence: the library's errors name its internal records. */
function reasonOf(text: string): string {
  if (/invalid relative path|absolute path|invalid characters/i.test(text)) return 'names a file outside itself';
  if (/end of central directory|zip file too short|invalid central directory/i.test(text))
    return 'is not a complete zip file';
  if (/unsupported compression method/i.test(text)) return 'uses a compression method that is not supported';
  return 'is a damaged zip file';
}
