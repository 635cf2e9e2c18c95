/** A whole lab with a drawn dataset, used as a page does: real services, tables, hosts. Not a test. */
import { execFileSync } from 'node:child_process';
import { browserShell } from '../../main/browser-shell.ts';
import { type Channel, type Input, type Output, REQUESTS } from '../../main/ipc/contract.ts';
import type { EpochColumns, RunEvent, RunState, RunSummary } from '../../main/ipc/schemas/run.ts';
import { openLab } from '../../main/services/lab.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';

type StateOf<K extends RunState['kind']> = Extract<RunState, { kind: K }>;

/** More epochs than any test waits for: such a run ends only on request. */
export const ENDLESS = 1_000_000;

export function openRunsLab(folder: string) {
  const lab = openLab(folder, browserShell());
  const events: { at: number; event: RunEvent }[] = [];
  lab.listen((name, payload) => {
    if (name === 'run') events.push({ at: performance.now(), event: payload as RunEvent });
  });
  const ask = async <C extends Channel>(channel: C, asked: Input<C>): Promise<Output<C>> => {
    const { input, output } = REQUESTS[channel];
    const handler = lab.handlers[channel] as (asked: unknown) => unknown;
    return output.parse(await handler(input.parse(asked))) as Output<C>;
  };
  /** Resolves with the run once it meets the condition; checked after every event. */
  const until = (run: number, wanted: (summary: RunSummary) => boolean): Promise<RunSummary> => {
    const { promise, resolve, reject } = Promise.withResolvers<RunSummary>();
    const look = () => void ask('runs.get', { run }).then((now) => wanted(now) && resolve(now), reject);
    const unlisten = lab.listen((event) => event === 'run' && look());
    look();
    return promise.finally(unlisten);
  };
  return {
    ask,
    until,
    events,
    /** 60 training pictures and 24 test pictures. */
    async draw(): Promise<number> {
      const source = { kind: 'synthetic', train: 10, test: 4, seed: 1 } as const;
      return (await ask('datasets.import', { task: 'draw', source })).id;
    },
    /** By default, a quarter of the training pictures is its validation split. */
    start: (dataset: number, epochs: number, more: Partial<Input<'runs.start'>> = {}) =>
      ask('runs.start', {
        ...{ dataset, epochs, validation: 0.25, preset: 'course', network: presetNetwork('course') },
        ...{ hyperparameters: {}, backend: 'fused-wasm', seed: 3, ...more },
      }),
    untilState: async <K extends RunState['kind']>(run: number, kind: K) => {
      const { state, ...rest } = await until(run, ({ state }) => state.kind === kind);
      return { ...rest, state: state as StateOf<K> };
    },
    untilEpochs: (run: number, epochs: number) => until(run, (summary) => summary.epochs >= epochs),
    /** Kills the training host, as the system does when memory runs out. */
    killHost(): void {
      const hosts = computeHosts();
      if (hosts.length !== 1) throw new Error(`${hosts.length} compute hosts train`);
      process.kill(hosts[0]!, 'SIGKILL');
    },
    close: () => lab.close(),
  };
}

export type RunsLab = ReturnType<typeof openRunsLab>;

/** Process ids of this process's compute hosts; Linux and macOS. */
export function computeHosts(): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === process.pid && args.join(' ').includes('host/compute'))
    .map(([pid]) => Number(pid));
}

/** The part that does not depend on the machine's speed. */
export function curveOf({ from, cost, learningRate, ...measured }: EpochColumns) {
  const { trainAccuracy, duringAccuracy, validationCost, validationAccuracy } = measured;
  return { from, cost, learningRate, trainAccuracy, duringAccuracy, validationCost, validationAccuracy };
}
