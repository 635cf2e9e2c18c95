import type { Client } from './client.svelte.ts';

/** A file with its path in what was dropped or chosen: `signs/3/hand.png`. */
export interface PlacedFile {
  readonly path: string;
  readonly file: File;
}

/** A message's size: large enough to be fast, small enough not to block others. */
const PIECE = 1 << 20;

/** Files chosen in `<input type=file>`, with their folders where a folder was chosen. */
export function chosenFiles(files: FileList | null): PlacedFile[] {
  return [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Everything that was dropped, including folders. Call it synchronously in the drop handler: the list is emptied after it. */
export async function droppedFiles(transfer: DataTransfer): Promise<PlacedFile[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  return (await Promise.all(items.map((item) => filesOfItem(item)))).flat();
}

/** An item that is not in a file system (a picture dragged from another page) has no entry, but is a file. */
function filesOfItem(item: DataTransferItem): Promise<PlacedFile[]> | PlacedFile[] {
  const entry = item.webkitGetAsEntry();
  if (entry) return filesOf(entry);
  const file = item.getAsFile();
  return file ? [{ path: file.name, file }] : [];
}

async function filesOf(entry: FileSystemEntry): Promise<PlacedFile[]> {
  const path = entry.fullPath.replace(/^\//, '');
  // Not by instanceof: Chromium has no class of that name.
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const children = await childrenOf(entry as FileSystemDirectoryEntry);
  return (await Promise.all(children.map((child) => filesOf(child)))).flat();
}

/** A reader returns a hundred entries at a time, and an empty list at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

export interface Sending {
  /** Bytes sent so far, and total. */
  onProgress?(done: number, total: number): void;
  signal?: AbortSignal;
}

/** Sends files to main in pieces; resolves to the upload's number. On failure, the sent part is discarded. */
export async function upload(client: Client, files: readonly PlacedFile[], sending: Sending = {}): Promise<number> {
  const { upload: id } = await client.request('uploads.begin', {});
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  let done = 0;
  try {
    for (const { path, file } of files) {
      for (let at = 0; at === 0 || at < file.size; at += PIECE) {
        sending.signal?.throwIfAborted();
        const bytes = new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer());
        await client.request('uploads.write', { upload: id, path, bytes });
        done += bytes.length;
        sending.onProgress?.(done, total);
      }
    }
    return id;
  } catch (thrown) {
    void client.request('uploads.drop', { upload: id }).catch(() => null);
    throw thrown;
  }
}
