import { untrack } from 'svelte';
import { useLab } from '../../../lib/lab.ts';
import { Loaded } from '../../../lib/loaded.svelte.ts';
import { Computed } from '../worker/computed.svelte.ts';
import type { StepOutput } from './compute/step-job.ts';
import { type KeptNet, minimised, stepSettings } from './kept-net.ts';
import { type StepBatch, stepBatch } from './step-batch.ts';
import type { WatchedRun } from './watched-run.svelte.ts';

/** ms that the time line must be idle: a step takes about a second to compute. */
const SETTLED = 300;

/** The optimizer's next step after the shown epoch, computed once the time line is idle. */
export class WatchedStep {
  readonly #computed = new Computed('training-step', 'restart');
  #net = $state.raw<KeptNet | null>(null);
  readonly batch: Loaded<StepBatch | null>;

  constructor(watched: WatchedRun) {
    const { client } = useLab();
    $effect(() => {
      const net = watched.net.value ?? null;
      const timer = setTimeout(() => (this.#net = net), SETTLED);
      return () => clearTimeout(timer);
    });
    this.batch = new Loaded(async () => {
      const [net, { run }] = [this.#net, watched];
      return net && run ? stepBatch(client, run, net) : null;
    });
    $effect(() => {
      const [net, batch] = [this.#net, this.batch.value];
      if (net && batch?.key === net.key) untrack(() => this.#ask(net, batch));
    });
  }

  /** The net that the step belongs to; null until the time line is idle. */
  get net(): KeptNet | null {
    return this.#net;
  }

  /** Null until it is computed. */
  get output(): StepOutput | null {
    const { output } = this.#computed;
    return output?.of === this.#net?.key ? output : null;
  }

  get busy(): boolean {
    return this.#computed.busy;
  }

  get error(): unknown {
    return this.#computed.error;
  }

  #ask(net: KeptNet, { images, labels }: StepBatch): void {
    const { key, network, parameters, slots } = net;
    this.#computed.ask({
      ...{ of: key, network, parameters, slots, batch: { images, labels } },
      ...{ minimised: minimised(net), settings: stepSettings(net) },
    });
  }
}
