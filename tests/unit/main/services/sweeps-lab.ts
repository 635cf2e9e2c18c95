/** A whole lab with a drawn dataset and sweeps, used as a page does: real services, tables, hosts. Not a test. */
import { browserShell } from '../../../../main/browser-shell.ts';
import { type Channel, type EventName, type Input, type Output, REQUESTS } from '../../../../main/ipc/contract.ts';
import type { SweepEvent, SweepState, SweepSummary } from '../../../../main/ipc/schemas/sweep.ts';
import { openLab } from '../../../../main/services/lab.ts';
import { computeHosts } from '../../../contract/runs-lab.ts';
import { examplePlan } from './sweeps-example.ts';

/** A sweep that ends only on request. */
export const ENDLESS = {
  epochs: 10,
  sampler: 'random',
  scheduler: { kind: 'none' },
  budget: { trials: 100_000, minutes: null },
} as const;

export function openSweepsLab(folder: string) {
  const lab = openLab(folder, browserShell());
  const events: { at: number; name: EventName; payload: unknown }[] = [];
  lab.listen((name, payload) => events.push({ at: performance.now(), name, payload }));
  const ask = async <C extends Channel>(channel: C, asked: Input<C>): Promise<Output<C>> => {
    const { input, output } = REQUESTS[channel];
    const handler = lab.handlers[channel] as (asked: unknown) => unknown;
    return output.parse(await handler(input.parse(asked))) as Output<C>;
  };
  /** Resolves with the sweep once it meets the condition; checked after every event. */
  const until = (sweep: number, wanted: (summary: SweepSummary) => boolean): Promise<SweepSummary> => {
    const { promise, resolve, reject } = Promise.withResolvers<SweepSummary>();
    const look = () => void ask('sweeps.get', { sweep }).then((now) => wanted(now) && resolve(now), reject);
    const unlisten = lab.listen((event) => event === 'sweep' && look());
    look();
    return promise.finally(unlisten);
  };
  return {
    ...{ ask, until, events },
    sweepEvents: () =>
      events.filter(({ name }) => name === 'sweep').map(({ at, payload }) => ({ at, event: payload as SweepEvent })),
    /** 60 training pictures and 24 test pictures. */
    async draw(): Promise<number> {
      const source = { kind: 'synthetic', train: 10, test: 4, seed: 1 } as const;
      return (await ask('datasets.import', { task: 'draw', source })).id;
    },
    start: (dataset: number, more: Partial<Input<'sweeps.start'>> = {}) =>
      ask('sweeps.start', { dataset, ...examplePlan(), ...more }),
    untilState: async <K extends SweepState['kind']>(sweep: number, ...kinds: K[]) => {
      const { state, ...rest } = await until(sweep, ({ state }) => kinds.some((kind) => kind === state.kind));
      return { ...rest, state: state as Extract<SweepState, { kind: K }> };
    },
    /** Number of epochs, including those of running trials. */
    untilEpochs: async (sweep: number, epochs: number) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let seen = 0;
      const unlisten = lab.listen((name, payload) => {
        if (name !== 'sweep') return;
        const event = payload as SweepEvent;
        if (event.kind === 'trials' && event.sweep === sweep) seen += event.curves.trial.length / 4;
        if (seen >= epochs) resolve();
      });
      return promise.finally(unlisten);
    },
    untilRun: (run: number): Promise<void> => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () =>
        void ask('runs.get', { run }).then(({ state }) => /done|failed/.test(state.kind) && resolve(), reject);
      const unlisten = lab.listen((event) => event === 'run' && look());
      look();
      return promise.finally(unlisten);
    },
    /** Kills the training host, as the system does when memory runs out. */
    killHost(): void {
      const hosts = computeHosts();
      if (hosts.length !== 1) throw new Error(`${hosts.length} compute hosts train`);
      process.kill(hosts[0]!, 'SIGKILL');
    },
    close: () => lab.close(),
  };
}

export type SweepsLab = ReturnType<typeof openSweepsLab>;
