/**
 * A tar file, plain or gzipped, as a tree. It can only be read from beginning to end: its files are written, under
 * numbers, into a new temporary folder, which `close` removes.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { DatasetError } from '../../dataset.ts';
import { systemReason } from '../reading.ts';
import { ArchiveBounds, type ArchivedFile, archivedTree, damaged } from './archived-files.ts';
import { readHead } from './disk-tree.ts';
import type { FileTree } from './file-tree.ts';

/** @throws DatasetError if the file is not a tar file, is damaged, or exceeds the limits. */
export async function tarTree(path: string): Promise<FileTree> {
  const folder = await mkdtemp(join(tmpdir(), 'signs-lab-tar-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    return archivedTree(path, await unpack(path, folder), close);
  } catch (error) {
    await close();
    if (error instanceof DatasetError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOSPC' || code === 'EDQUOT') throw error;
    if (code.startsWith('E')) throw damaged(path, `cannot be read: ${systemReason(error)}`, error);
    throw damaged(path, 'is not a complete tar file', error);
  }
}

async function unpack(path: string, folder: string): Promise<Map<string, ArchivedFile>> {
  const files = new Map<string, ArchivedFile>();
  const bounds = new ArchiveBounds(path);
  const packed = (await stat(path)).size;
  const entries = extract();
  const zipped = /\.(tgz|gz)$/i.test(path);
  const feeding = zipped
    ? pipeline(createReadStream(path), createGunzip(), entries)
    : pipeline(createReadStream(path), entries);
  // If an entry is refused the loop ends first and stops the feeding, whose own error then does not matter.
  feeding.catch(() => {});
  for await (const entry of entries) {
    const { name, size = 0, type } = entry.header;
    const plain = name.replace(/^(\.\/)+/, '');
    bounds.take(plain, size, zipped ? Math.max(1, packed) : size);
    if (type !== 'file' && type !== 'contiguous-file') {
      entry.resume();
      continue;
    }
    const file = join(folder, String(files.size));
    await pipeline(entry, createWriteStream(file, { flags: 'wx' }));
    files.set(plain, { size, at: { file }, read: () => readFile(file), head: (bytes) => readHead(file, bytes) });
  }
  await feeding;
  return files;
}
