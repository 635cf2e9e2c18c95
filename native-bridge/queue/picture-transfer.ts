/**
 * Pictures are transferred through the server once per worker: uploaded in chunks, downloaded into the worker's cache.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import type { SweepCard } from './cards.ts';
import { picturesKey } from './keys.ts';
import { chunksOf, type PackedPictures } from './pictures.ts';

/** Bytes of a chunk: the server can answer other clients between two chunks. */
export const CHUNK = 1024 * 1024;
/** ms until the server drops pictures that no sweep needs. */
export const PICTURES_LIVE = 120_000;
/** Size of a worker's cache in bytes; the least recently used files are dropped first. */
const CACHE_LIMIT = 4 * 1024 ** 3;
const ENDING = '.pictures';

export type OnProgress = (progress: { step: string; done: number; total: number }) => void;
type Pictures = SweepCard['pictures'];

/** Does nothing if they are already there. */
export async function uploadPictures(client: Redis, packed: PackedPictures, onProgress?: OnProgress): Promise<void> {
  const key = picturesKey(packed.sha256);
  if ((await client.hlen(key)) === Math.ceil(packed.bytes / CHUNK)) return;
  let i = 0;
  for (const chunk of chunksOf(packed.parts, CHUNK)) {
    await client.hset(key, String(i++), chunk);
    await client.pexpire(key, PICTURES_LIVE);
    onProgress?.({ step: 'Upload the pictures to the queue', done: i * CHUNK, total: packed.bytes });
  }
}

/**
 * @param folder of the picture cache
 * @returns the file with exactly those bytes; null if the server does not have them all (yet)
 * @throws Error if the server's bytes differ, or the file cannot be written.
 */
export async function fetchPictures(
  client: Redis,
  pictures: Pictures,
  folder: string,
  onProgress?: OnProgress,
): Promise<string | null> {
  const file = join(folder, pictures.sha256 + ENDING);
  await mkdir(folder, { recursive: true });
  if (!existsSync(file)) {
    await makeRoom(folder, CACHE_LIMIT - pictures.bytes);
    const draft = `${file}.${process.pid}`;
    try {
      if (!(await download(client, pictures, draft, onProgress))) return null;
      await rename(draft, file);
    } finally {
      await rm(draft, { force: true });
    }
  }
  // The time of last use determines which files are dropped.
  await utimes(file, new Date(), new Date());
  return file;
}

/** False if a chunk is missing. */
async function download(client: Redis, pictures: Pictures, file: string, onProgress?: OnProgress): Promise<boolean> {
  const { sha256, bytes, chunk } = pictures;
  const hash = createHash('sha256');
  const handle = await open(file, 'w');
  try {
    for (let i = 0; i * chunk < bytes; i++) {
      const part = await client.hgetBuffer(picturesKey(sha256), String(i));
      if (part === null) return false;
      hash.update(part);
      await handle.writeFile(part);
      onProgress?.({ step: 'Download the pictures', done: Math.min((i + 1) * chunk, bytes), total: bytes });
    }
  } finally {
    await handle.close();
  }
  if (hash.digest('hex') === sha256) return true;
  throw new Error('The pictures on the queue are damaged.');
}

/** Drops the least recently used files until the rest fits the limit, and drafts of killed workers. */
async function makeRoom(folder: string, limit: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.includes(ENDING));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => null);
      return { path, bytes: found?.size ?? 0, used: found?.mtimeMs ?? 0, draft: !name.endsWith(ENDING) };
    }),
  );
  const DAY = 24 * 60 * 60 * 1000;
  const stale = files.filter(({ draft, used }) => draft && used < Date.now() - DAY);
  const kept = files.filter(({ draft }) => !draft).sort((a, b) => b.used - a.used);
  let sum = 0;
  const surplus = kept.filter(({ bytes }) => {
    sum += bytes;
    return sum > limit;
  });
  for (const { path } of [...stale, ...surplus]) await rm(path, { force: true });
}
