/** A thread that reads pictures: receives batches and sends outcomes back. It may work on several batches at once. */
import { parentPort } from 'node:worker_threads';
import { MAX_FILE_BYTES } from '../decode.ts';
import { readBounded } from '../tree/disk-tree.ts';
import { readZipped } from '../tree/zip-entry.ts';
import { type Outcome, readOne } from './one-picture.ts';
import type { Batch, PictureBytes, Reply } from './threads.ts';

const port = parentPort!;
let ended = false;
port.on('message', async (message: Batch | 'end') => {
  if (message === 'end') {
    ended = true;
    port.close();
    return;
  }
  try {
    const reply: Reply = { id: message.id, outcomes: await readAll(message.pictures) };
    port.postMessage(
      reply,
      reply.outcomes.flatMap((outcome) => ('image' in outcome ? [outcome.image.buffer as ArrayBuffer] : [])),
    );
  } catch (error) {
    const { message: text, code, path, stack } = error as NodeJS.ErrnoException;
    port.postMessage({ id: message.id, failure: { message: text, code, path, stack } } satisfies Reply);
  }
});

async function readAll(pictures: Batch['pictures']): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { bytes, ...task } of pictures) {
    if (ended) break;
    outcomes.push(await readOne(task, () => read(bytes)));
  }
  return outcomes;
}

function read(bytes: PictureBytes): Uint8Array | Promise<Uint8Array> {
  if (bytes instanceof Uint8Array) return bytes;
  return 'zip' in bytes ? readZipped(bytes) : readBounded(bytes.file, MAX_FILE_BYTES);
}
