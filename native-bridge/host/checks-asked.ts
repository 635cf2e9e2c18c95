/** Whether exported models give their nets' answers: main asks ONNX Runtime, which shares no process with a backend. */
import type { ComputeEvent } from './compute-messages.ts';
import type { SweepControl } from './sweep-messages.ts';
import type { SweepModel } from './sweep-models.ts';

type Failures = Extract<SweepControl, { kind: 'checked' }>['failures'];

export class ChecksAsked {
  readonly #send: (event: ComputeEvent) => void;
  /** Takes the answer that is waited for. */
  #take: (failures: Failures) => void = () => {};

  constructor(send: (event: ComputeEvent) => void) {
    this.#send = send;
  }

  /** What is wrong, by trial; nothing where all of them are as their nets. */
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
