/** Files that are on the disk when a promise resolves: what is reported as kept survives the end of the process and a power cut. */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';

/** A whole new file, in place of one of that name; the folder is made. */
export async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  await synced(await open(join(folder, name), 'w'), (file) => writeFully(file, bytes, 0));
  // A new file is there for good once its folder is. Windows opens no folders, and needs no such call.
  if (process.platform !== 'win32') await synced(await open(folder, 'r'), async () => {});
}

/** At a place of a file that is made where it is missing; the folder must be there. */
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

/** The system may take less than it is given. */
async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}
