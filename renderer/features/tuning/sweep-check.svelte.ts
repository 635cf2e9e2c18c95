import type { Input, Output } from '../../../main/ipc/contract.ts';
import { useLab } from '../../lib/lab.ts';
import { asLabError } from '../../lib/lab-error.ts';

export type Check = Output<'sweeps.check'>;

/** ms without a change. */
const SETTLED = 300;

/** Whether a sweep is valid, checked again shortly after its settings changed. Create it during component setup. */
export class SweepCheck {
  #checked = $state.raw<Check | null>(null);
  #failure = $state<string | null>(null);
  #busy = $state(false);

  /** @param settings null while there is nothing to check */
  constructor(settings: () => Input<'sweeps.check'> | null) {
    const { client } = useLab();
    // A string: a form with the same resulting settings is not checked again.
    const question = $derived.by(() => {
      const now = settings();
      return now === null ? null : JSON.stringify(now);
    });
    $effect(() => {
      const asked = question;
      if (asked === null || client.connections === 0) {
        this.#busy = false;
        return;
      }
      this.#busy = true;
      let current = true;
      const timer = window.setTimeout(async () => {
        try {
          const answer = await client.request('sweeps.check', JSON.parse(asked));
          if (current) this.#end(answer, null);
        } catch (thrown) {
          if (current) this.#end(null, asLabError(thrown).message);
        }
      }, SETTLED);
      return () => {
        current = false;
        clearTimeout(timer);
      };
    });
  }

  /** Result for the last checked settings; null before the first answer. */
  get value(): Check | null {
    return this.#checked;
  }

  /** The settings have changed since, or the answer is pending. */
  get busy(): boolean {
    return this.#busy;
  }

  get failure(): string | null {
    return this.#failure;
  }

  #end(value: Check | null, failure: string | null): void {
    this.#checked = value ?? this.#checked;
    this.#failure = failure;
    this.#busy = false;
  }
}
