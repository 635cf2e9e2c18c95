/** Allows one installation at a time into a folder, across processes. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const HEARTBEAT = 5_000; // ms
/** A holder on another machine (shared home folder) that has been silent for this long is considered dead. */
const STALE = 60_000; // ms
const POLL = 300; // ms

/**
 * Runs `work` while holding the folder `path` as a lock. Waits for another holder; takes over from one that died.
 * `onWait` is called at every check while another process holds the lock.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  { signal, onWait }: { signal?: AbortSignal | undefined; onWait?: () => void } = {},
): Promise<T> {
  while (!(await take(path))) {
    if (await isStale(path)) await clear(path);
    else {
      onWait?.();
      await delay(POLL, undefined, { signal });
    }
  }
  const beat = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), HEARTBEAT);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(path, { recursive: true, force: true });
  }
}

/** mkdir either creates the folder or fails: the only operation that is exclusive on every file system. */
async function take(path: string): Promise<boolean> {
  try {
    await mkdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(join(path, 'owner.json'), JSON.stringify({ pid: process.pid, host: hostname() }));
  return true;
}

async function isStale(path: string): Promise<boolean> {
  const beat = await stat(path).catch(() => null);
  if (!beat) return false; // released just now
  if (Date.now() - beat.mtimeMs > STALE) return true;
  try {
    const owner = JSON.parse(await readFile(join(path, 'owner.json'), 'utf8')) as { pid: number; host: string };
    return owner.host === hostname() && !isAlive(owner.pid);
  } catch {
    return false; // between mkdir and writing the owner's file
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Moves it aside first: if two processes clear a stale lock, only one of them finds it. */
async function clear(path: string): Promise<void> {
  const aside = `${path}-${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return; // another process was faster
  }
  await rm(aside, { recursive: true, force: true });
}
