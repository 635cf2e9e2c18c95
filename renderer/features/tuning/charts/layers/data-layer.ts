import { CanvasPaper } from '../drawing/canvas-paper.ts';
import type { Ink, Size } from '../drawing/paper.ts';
import type { Plot, Which } from '../figure.ts';

/** What a layer is to show. */
export interface Target {
  readonly plot: Plot;
  readonly which: Which;
  readonly ink: Ink;
  readonly size: Size;
}

/**
 * Lines and marks a frame, and milliseconds of script: the rest waits for the next frame. Rasterising comes on top of
 * the script's time, so the number is what holds the frame rate (measured: README).
 */
const MOST_A_FRAME = 6000;
const MOST_MS = 5;

interface Work {
  readonly target: Target;
  readonly steps: Iterator<number>;
  /** Drawn from nothing, out of sight, and shown when it is whole. */
  readonly hidden: boolean;
}

/**
 * A canvas that shows a plot's trials. A new plot that only adds to the last one is added to what is there; another one
 * is drawn out of sight, a part a frame, while the old picture stays.
 */
export class DataLayer {
  readonly #canvas: HTMLCanvasElement;
  readonly #hidden = document.createElement('canvas');
  #wanted: Target | null = null;
  #drawn: Target | null = null;
  #work: Work | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  want(target: Target | null): void {
    this.#wanted = target;
  }

  /** Draws for one frame. Returns whether there is more to do. */
  step(): boolean {
    if (!this.#work && !this.#begin()) return false;
    if (!this.#draw(this.#work!)) return true;
    this.#finish(this.#work!);
    return this.#wanted !== this.#drawn;
  }

  #begin(): boolean {
    const target = this.#wanted;
    if (target === this.#drawn) return false;
    if (!target) {
      this.#drawn = null;
      clear(this.#canvas);
      return false;
    }
    const added = this.#added(target);
    this.#work = added ?? { target, steps: this.#anew(target), hidden: true };
    return true;
  }

  #added(target: Target): Work | null {
    const drawn = this.#drawn;
    if (!drawn || !target.plot.more || !isAlike(target, drawn)) return null;
    const steps = target.plot.more(paperOn(this.#canvas, target), target.which, drawn.plot);
    return steps && { target, steps: steps[Symbol.iterator](), hidden: false };
  }

  #anew(target: Target): Iterator<number> {
    fit(this.#hidden, target.size);
    return target.plot.data(paperOn(this.#hidden, target), target.which)[Symbol.iterator]();
  }

  /** Returns whether it is whole. */
  #draw({ steps }: Work): boolean {
    const until = performance.now() + MOST_MS;
    let drawn = 0;
    while (drawn < MOST_A_FRAME && performance.now() < until) {
      const { done, value } = steps.next();
      if (done) return true;
      drawn += value;
    }
    return false;
  }

  #finish({ target, hidden }: Work): void {
    this.#work = null;
    this.#drawn = target;
    if (!hidden) return;
    fit(this.#canvas, target.size);
    if (this.#hidden.width > 0 && this.#hidden.height > 0) this.#canvas.getContext('2d')?.drawImage(this.#hidden, 0, 0);
  }
}

const isAlike = (a: Target, b: Target): boolean =>
  a.which === b.which && a.ink === b.ink && a.size.width === b.size.width && a.size.height === b.size.height;

/** Cleared, with the pixels that the screen has for that size. */
export function fit(canvas: HTMLCanvasElement, { width, height }: Size): void {
  const [across, down] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
  else clear(canvas);
}

function clear(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d')!;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
}

export function paperOn(canvas: HTMLCanvasElement, { ink, size }: Pick<Target, 'ink' | 'size'>): CanvasPaper {
  const context = canvas.getContext('2d')!;
  const scale = canvas.width / size.width;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return new CanvasPaper(context, ink);
}
