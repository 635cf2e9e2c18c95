/** Speed and remaining time of a training run, from its last epochs. */
import type { Pace } from '../../ipc/schemas/run.ts';

/** Number of epochs that count: enough to be steady, few enough to follow a machine that slows down. */
const WINDOW = 20;

export class PaceKeeper {
  readonly #epochs: number;
  #pictures = 0;
  #done = 0;
  #host = 0;
  #times: number[] = [];
  /** Duration of the last epoch itself. */
  #seconds: number | null = null;

  /** @param epochs of the whole run */
  constructor(epochs: number) {
    this.#epochs = epochs;
  }

  /** @param pictures per epoch @param from epochs completed before */
  begin(pictures: number, from: number): void {
    this.#pictures = pictures;
    this.#done = from;
  }

  /** @param bytes resident, of the host */
  memory(bytes: number): void {
    this.#host = bytes;
  }

  epoch({ epoch, seconds }: { epoch: number; seconds: number }, now = performance.now()): void {
    this.#done = epoch + 1;
    this.#seconds = seconds;
    this.#times = [...this.#times, now].slice(-WINDOW - 1);
  }

  /**
   * Measured between the ends of epochs, so that saving and evaluating count too: it is the time that a person waits. After
   * the first epoch there is only its own duration.
   */
  now(): Pace {
    const [first] = this.#times;
    const last = this.#times.at(-1);
    const spans = this.#times.length - 1;
    const seconds = spans > 0 ? (last! - first!) / 1000 / spans : this.#seconds;
    return {
      imagesPerSecond: seconds === null || seconds === 0 ? 0 : this.#pictures / seconds,
      secondsLeft: seconds === null ? null : Math.max(this.#epochs - this.#done, 0) * seconds,
      memory: { host: this.#host, main: process.memoryUsage.rss() },
    };
  }
}
