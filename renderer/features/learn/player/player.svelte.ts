/** Steps a second that can be chosen. */
export const SPEEDS = [1, 2, 5, 15, 60] as const;

/**
 * Goes through the steps 0 to `count` - 1 of an operation, by hand or by itself. Where the step is kept (an address) is
 * the station's business. Made while a component is set up; stops with it.
 */
export class Player {
  readonly #count: () => number;
  readonly #step: () => number;
  readonly #go: (step: number) => void;
  #playing = $state(false);
  #speed = $state(2);

  constructor(count: () => number, step: () => number, go: (step: number) => void) {
    this.#count = count;
    this.#step = step;
    this.#go = go;
    $effect(() => {
      if (!this.#playing) return;
      const timer = setInterval(() => this.#tick(), 1000 / this.#speed);
      return () => clearInterval(timer);
    });
  }

  get count(): number {
    return this.#count();
  }

  get step(): number {
    return Math.min(this.#step(), Math.max(0, this.count - 1));
  }

  get playing(): boolean {
    return this.#playing;
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(stepsPerSecond: number) {
    this.#speed = stepsPerSecond;
  }

  /** From the beginning where it stands at the end. */
  play(): void {
    if (this.step >= this.count - 1) this.#go(0);
    this.#playing = true;
  }

  pause(): void {
    this.#playing = false;
  }

  toggle(): void {
    if (this.#playing) this.pause();
    else this.play();
  }

  /** By hand: it stops playing. */
  go(step: number): void {
    this.pause();
    this.#go(Math.max(0, Math.min(this.count - 1, step)));
  }

  #tick(): void {
    if (this.step >= this.count - 1) this.pause();
    else this.#go(this.step + 1);
  }
}
