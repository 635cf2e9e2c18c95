/** Learn's worker: jobs run round-robin, one part each, and between parts it checks for stops and new jobs. */
import { ShapeError } from '../../../../native-bridge/reference/index.ts';
import type { AnyJob } from './job.ts';
import { JOBS } from './jobs.ts';
import type { FromWorker, ToWorker } from './messages.ts';

interface Running {
  readonly id: number;
  readonly parts: Generator<unknown, unknown>;
}

const stopped = new Set<number>();
/** In round-robin order, so that long computations do not delay interactive ones. */
const running: Running[] = [];
let busy = false;
const say = (message: FromWorker) => self.postMessage(message);
/** Lets messages in: a MessageChannel is not throttled as timers are. */
const channel = new MessageChannel();
const breath = () =>
  new Promise<void>((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'stop') stopped.add(data.id);
  else {
    running.push({ id: data.id, parts: begun(data.name, data.input) });
    if (!busy) void takeTurns();
  }
};

function* begun(name: string, input: unknown): Generator<unknown, unknown> {
  const job = (JOBS as Readonly<Record<string, AnyJob>>)[name];
  if (!job) throw new Error(`the worker has no job ${name}`);
  return yield* job(input);
}

async function takeTurns(): Promise<void> {
  busy = true;
  for (let turn = running.shift(); turn; turn = running.shift()) {
    if (goesOn(turn)) running.push(turn);
    await breath();
  }
  busy = false;
}

/** Runs one part of a job. @returns whether there are more */
function goesOn({ id, parts }: Running): boolean {
  if (stopped.delete(id)) return false;
  try {
    const { done, value } = parts.next();
    if (done) say({ kind: 'done', id, output: value });
    else say({ kind: 'part', id, part: value });
    return !done;
  } catch (thrown) {
    const remedy = thrown instanceof ShapeError ? thrown.remedy : null;
    say({ kind: 'failed', id, message: thrown instanceof Error ? thrown.message : String(thrown), remedy });
    return false;
  }
}
