/** Waiting that ends. */
import { setTimeout as pause } from 'node:timers/promises';

/** Waits for it, but no longer than `limit` ms; what it throws is of no interest. */
export async function withinLimit(work: Promise<unknown>, limit: number): Promise<void> {
  await whileWorthIt(work, limit, () => false);
}

const LOOK_EVERY = 100; // ms

/** Waits for it as long as `worth` holds, and `limit` ms after it held last. */
export async function whileWorthIt(work: Promise<unknown>, limit: number, worth: () => boolean): Promise<void> {
  let ended = false;
  const end = work.then(
    () => {
      ended = true;
    },
    () => {
      ended = true;
    },
  );
  let held = performance.now();
  while (!ended && performance.now() - held < limit) {
    const timer = new AbortController();
    await Promise.race([end, pause(LOOK_EVERY, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
    if (worth()) held = performance.now();
  }
}
