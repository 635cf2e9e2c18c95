/** Selectable steps per second. */
export const SPEEDS = [1, 2, 5, 15, 60] as const;

/**
 * Walks through the steps 0 to `count` - 1 of an operation, manually or automatically. The station stores the current
 * step (in the address). Create it during component setup; it stops with the component.
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

  /** Starts over where it is at the end. */
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

  /** Manual step: stops playing. */
  go(step: number): void {
    this.pause();
    this.#go(Math.max(0, Math.min(this.count - 1, step)));
  }

  #tick(): void {
    if (this.step >= this.count - 1) this.pause();
    else this.#go(this.step + 1);
  }
}
