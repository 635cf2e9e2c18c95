/** Checks of exported models against their nets: main asks ONNX Runtime, which never shares a process with a backend. */
import type { ComputeEvent } from './compute-messages.ts';
import type { SweepControl } from './sweep-messages.ts';
import type { SweepModel } from './sweep-models.ts';

type Failures = Extract<SweepControl, { kind: 'checked' }>['failures'];

export class ChecksAsked {
  readonly #send: (event: ComputeEvent) => void;
  /** Resolves the pending request. */
  #take: (failures: Failures) => void = () => {};

  constructor(send: (event: ComputeEvent) => void) {
    this.#send = send;
  }

  /** Problems by trial; empty if all models match their nets. */
  of(models: readonly SweepModel[]): Promise<Failures> {
    if (models.length === 0) return Promise.resolve([]);
    return new Promise((resolve) => {
      this.#take = resolve;
      this.#send({ kind: 'check-models', models: [...models] });
    });
  }

  answer(failures: Failures): void {
    this.#take(failures);
  }
}
