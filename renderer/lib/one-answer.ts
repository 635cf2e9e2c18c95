import type { FrameAnswer } from '../../main/ipc/nouns/live.ts';
import { LabError } from './lab-error.ts';

const BROKEN = {
  message: 'The line to the recognition host broke.',
  remedy: 'It is opened again by itself.',
  badArgument: false,
};

/** The one question of a line that waits for its answer. */
export class OneAnswer {
  #waiting: { resolve(answer: FrameAnswer): void; reject(error: LabError): void } | null = null;

  wait(): Promise<FrameAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  came(answer: FrameAnswer): void {
    this.#waiting?.resolve(answer);
    this.#waiting = null;
  }

  /** @returns the error, for whoever waits for the line itself */
  broke(): LabError {
    const error = new LabError(BROKEN);
    this.#waiting?.reject(error);
    this.#waiting = null;
    return error;
  }
}
