/**
 * `node ending-process.ts WAY`: a process, or a worker thread of it, that ends while epochs are running. It prints its
 * progress; epochs.test.ts checks whether it ends as requested, and when.
 */
import { writeSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { isMainThread, Worker } from 'node:worker_threads';
import type { Session } from '../../../../../native-bridge/backends/backend.ts';
import { fusedCpuBackend } from '../../../../../native-bridge/backends/fused-cpu/index.ts';
import { trainEpoch } from '../../../../../native-bridge/training/epoch.ts';
import { everyLayer, openingOf } from '../../../../conformance/sessions.ts';

const LANES = 4;

/** Sessions with running epochs of that many steps, none of which is awaited. */
async function begin(steps: number): Promise<{ sessions: Session[]; ends: Promise<unknown>[] }> {
  const batch = Int32Array.from(everyLayer.labels.keys());
  const work = { batches: Array.from({ length: steps }, () => batch), learningRates: new Float64Array(steps) };
  const sessions = await Promise.all(
    Array.from({ length: LANES }, () => fusedCpuBackend.open({ ...openingOf(everyLayer), threads: 1 })),
  );
  return { sessions, ends: sessions.map((session) => trainEpoch(session, work)) };
}

/** More steps than any test waits for. */
const ENDLESS = 20_000;

const ways: Readonly<Record<string, () => Promise<void>>> = {
  async exit() {
    await begin(ENDLESS);
    await setTimeout(20);
    writeSync(1, 'under way');
    process.exit(7);
  },
  async error() {
    await begin(ENDLESS);
    await setTimeout(20);
    writeSync(1, 'under way');
    throw new Error('on purpose');
  },
  async terminate() {
    for (let i = 0; i < 5; i++) {
      const worker = new Worker(new URL(import.meta.url), { argv: ['lane'] });
      await new Promise((resolve) => worker.once('message', resolve));
      await setTimeout(2 * i);
      await worker.terminate();
    }
    writeSync(1, 'terminated');
  },
  /** The process lives exactly as long as its epochs. */
  async idle() {
    const { ends } = await begin(200);
    Promise.all(ends).then((all) => writeSync(1, `${all.length} ended`));
  },
  /** Garbage may be collected while epochs are running, and undisposed sessions after them. */
  async garbage() {
    for (let round = 0; round < 10; round++) {
      const { ends } = await begin(3);
      for (let i = 0; i < 5; i++) {
        global.gc!();
        await setImmediate();
      }
      await Promise.all(ends);
    }
    global.gc!();
    writeSync(1, 'collected');
  },
};

if (isMainThread) {
  await ways[process.argv[2]!]!();
} else {
  const { parentPort } = await import('node:worker_threads');
  await begin(ENDLESS);
  parentPort!.postMessage('under way');
}
