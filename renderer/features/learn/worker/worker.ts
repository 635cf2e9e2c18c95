/** The room's worker: runs jobs one after another, and looks for a stop between their parts. */
import { ShapeError } from '../../../../native-bridge/reference/index.ts';
import type { AnyJob } from './job.ts';
import { JOBS } from './jobs.ts';
import type { FromWorker, ToWorker } from './messages.ts';

const stopped = new Set<number>();
const queue: Extract<ToWorker, { kind: 'run' }>[] = [];
let busy = false;
const say = (message: FromWorker) => self.postMessage(message);
/** Lets messages in: a MessageChannel is not held back as timers are. */
const channel = new MessageChannel();
const breath = () =>
  new Promise<void>((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'stop') stopped.add(data.id);
  else {
    queue.push(data);
    if (!busy) void drain();
  }
};

async function drain(): Promise<void> {
  busy = true;
  for (let next = queue.shift(); next; next = queue.shift()) await run(next);
  busy = false;
}

async function run({ id, name, input }: Extract<ToWorker, { kind: 'run' }>): Promise<void> {
  try {
    const job = (JOBS as Readonly<Record<string, AnyJob>>)[name];
    if (!job) throw new Error(`the worker has no job ${name}`);
    const parts = job(input);
    for (;;) {
      if (stopped.delete(id)) return;
      const { done, value } = parts.next();
      if (done) return say({ kind: 'done', id, output: value });
      say({ kind: 'part', id, part: value });
      await breath();
    }
  } catch (thrown) {
    const remedy = thrown instanceof ShapeError ? thrown.remedy : null;
    say({ kind: 'failed', id, message: thrown instanceof Error ? thrown.message : String(thrown), remedy });
  }
}
