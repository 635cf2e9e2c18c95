/** A worker like `lab worker`, with shorter times: its events go to standard output, one JSON object per line. */
import { availableParallelism } from 'node:os';
import { PATIENCE, type Patience } from '../../main/hosts/work.ts';
import { work } from '../../main/services/worker.ts';
import type { Timing } from '../../native-bridge/queue/timing.ts';

export interface ProcessSettings {
  readonly url: string;
  readonly name: string;
  readonly lanes: number;
  readonly timing: Timing;
  readonly patience?: Patience;
}

/** For tests: a lost piece is found within two seconds. */
export const QUICK: Timing = { beat: 200, lock: 1500, stalled: 500, forsaken: 3000, silence: 25_000 };

const settings = process.argv[2];
if (import.meta.main && settings) {
  const stop = new AbortController();
  process.on('SIGTERM', () => stop.abort());
  // If the test dies, its workers end too.
  const orphaned = () => process.exit(1);
  process.on('disconnect', orphaned);
  const { patience = PATIENCE, ...rest }: ProcessSettings = JSON.parse(settings);
  await work({
    ...{ ...rest, patience, cores: availableParallelism(), signal: stop.signal },
    hear: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`),
    onProgress: () => {},
  });
  process.off('disconnect', orphaned);
  process.disconnect?.();
}
