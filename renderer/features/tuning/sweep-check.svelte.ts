import type { Input, Output } from '../../../main/ipc/contract.ts';
import { useLab } from '../../lib/lab.ts';
import { asLabError } from '../../lib/lab-error.ts';

export type Check = Output<'sweeps.check'>;

/** ms without a change. */
const SETTLED = 300;

/** Whether a sweep can be, asked again a moment after its settings changed. Made while a component is set up. */
export class SweepCheck {
  #checked = $state.raw<Check | null>(null);
  #failure = $state<string | null>(null);
  #busy = $state(false);

  /** @param settings null while there is nothing to ask */
  constructor(settings: () => Input<'sweeps.check'> | null) {
    const { client } = useLab();
    // A text: a form that comes to the same settings is no other question.
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

  /** Of the last settings that were asked about; null before the first answer. */
  get value(): Check | null {
    return this.#checked;
  }

  /** The settings have changed since, or the answer is on its way. */
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
