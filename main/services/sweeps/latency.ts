/** Latency of one picture through an exported network in ONNX Runtime; measured once per model file. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withRecognition } from '../../hosts/recognition.ts';
import type { Database } from '../../storage/database.ts';

/**
 * @returns a function that measures: seconds, the median of many single predictions
 * @throws HostError if ONNX Runtime cannot open or run the model
 */
export function latencyMeter({ sql }: Database): (model: Uint8Array) => Promise<number> {
  const find = sql.prepare('SELECT seconds FROM latencies WHERE sha256 = ?');
  const keep = sql.prepare('INSERT OR REPLACE INTO latencies (sha256, seconds) VALUES (?, ?)');
  // One after another: two at once would slow each other down.
  let before: Promise<unknown> = Promise.resolve();
  return (model) => {
    const sha256 = createHash('sha256').update(model).digest('hex');
    const measured = before.then(async () => {
      const known = find.get(sha256)?.seconds;
      if (typeof known === 'number') return known;
      const seconds = await measure(model);
      keep.run(sha256, seconds);
      return seconds;
    });
    before = measured.catch(() => {});
    return measured;
  };
}

async function measure(model: Uint8Array): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'signs-lab-latency-'));
  try {
    const path = join(folder, 'model.onnx');
    await writeFile(path, model);
    return (await withRecognition((host) => host.ask<'latency'>({ kind: 'latency', path }))).seconds;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
