/** Waiting with a limit. */
import { setTimeout as pause } from 'node:timers/promises';

/** Waits for `work`, but no longer than `limit` ms; its errors are ignored. */
export async function withinLimit(work: Promise<unknown>, limit: number): Promise<void> {
  await whileWorthIt(work, limit, () => false);
}

const LOOK_EVERY = 100; // ms

/** Waits for `work` as long as `worth` holds, and up to `limit` ms longer. */
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
