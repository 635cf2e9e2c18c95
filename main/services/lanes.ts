/** Runs several pieces of work at a time, in order. */

/**
 * Starts work 0, 1, 2, ... as soon as one of `lanes` is free.
 * @returns a promise for each. Once one has failed, no more are started: the rest reject with the same error.
 */
export function inLanes<T>(count: number, lanes: number, work: (k: number) => Promise<T>): Promise<T>[] {
  const waiting = Array.from({ length: count }, () => Promise.withResolvers<T>());
  let [next, failure] = [0, null as { error: unknown } | null];
  const serve = async (): Promise<void> => {
    for (let k = next++; k < count; k = next++) {
      const { resolve, reject } = waiting[k]!;
      if (failure) reject(failure.error);
      else {
        try {
          resolve(await work(k));
        } catch (error) {
          failure ??= { error };
          reject(error);
        }
      }
    }
  };
  for (let lane = 0; lane < lanes; lane++) void serve();
  const promises = waiting.map(({ promise }) => promise);
  // A caller that stops at the first failure need not await the others.
  for (const promise of promises) promise.catch(() => {});
  return promises;
}
