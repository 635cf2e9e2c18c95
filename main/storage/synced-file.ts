/** Files that are on the disk when a promise resolves: what is reported as saved survives the end of the process and a power cut. */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a whole file, in place of one of that name; creates the folder. */
export async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  await synced(await open(join(folder, name), 'w'), (file) => writeFully(file, bytes, 0));
  // A new file is durable once its folder is synced. Windows cannot open folders, and does not need it.
  if (process.platform !== 'win32') await synced(await open(folder, 'r'), async () => {});
}

/** Writes at a position of a file, which is created if it is missing; the folder must exist. */
export async function writeAt(path: string, position: number, bytes: Uint8Array): Promise<void> {
  await (await open(path, 'a')).close();
  await synced(await open(path, 'r+'), (file) => writeFully(file, bytes, position));
}

async function synced(file: FileHandle, work: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** One call may write less than it is given. */
async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}
