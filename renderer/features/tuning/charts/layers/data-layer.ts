import { CanvasPaper } from '../drawing/canvas-paper.ts';
import type { Ink, Size } from '../drawing/paper.ts';
import type { Plot, Which } from '../figure.ts';
import { leftIn, spend } from './frame-budget.ts';

/** Content of a layer. */
export interface Target {
  readonly plot: Plot;
  readonly which: Which;
  readonly ink: Ink;
  readonly size: Size;
}

interface Work {
  readonly target: Target;
  readonly steps: Iterator<number>;
  /** Drawn from scratch, hidden, and shown when it is complete. */
  readonly hidden: boolean;
}

/**
 * A canvas that shows a plot's trials. A new plot that only adds to the last one is drawn on top of it; any other one
 * is drawn on a hidden canvas, one part per frame, while the old picture stays.
 */
export class DataLayer {
  /** The visible canvas. The other one is next to it: swapping costs less than copying. */
  #canvas: HTMLCanvasElement;
  #hidden: HTMLCanvasElement;
  #wanted: Target | null = null;
  #drawn: Target | null = null;
  #work: Work | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    // A clone also has the classes of the component's styles.
    this.#hidden = canvas.cloneNode() as HTMLCanvasElement;
    this.#hidden.style.visibility = 'hidden';
    canvas.after(this.#hidden);
  }

  set opacity(opacity: string) {
    for (const canvas of [this.#canvas, this.#hidden]) canvas.style.opacity = opacity;
  }

  close(): void {
    this.#hidden.remove();
    this.#canvas.style.visibility = '';
  }

  want(target: Target | null): void {
    this.#wanted = target;
  }

  /** Draws in the frame of that time. Returns whether there is more to do. */
  step(now: number): boolean {
    if (!this.#work && !this.#begin()) return false;
    if (!this.#draw(this.#work!, now)) return true;
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
    this.#work = added ?? { target, steps: this.#begun(target), hidden: true };
    return true;
  }

  #added(target: Target): Work | null {
    const drawn = this.#drawn;
    if (!drawn || !target.plot.more || !isAlike(target, drawn)) return null;
    const steps = target.plot.more(paperOn(this.#canvas, target), target.which, drawn.plot);
    return steps && { target, steps: steps[Symbol.iterator](), hidden: false };
  }

  #begun(target: Target): Iterator<number> {
    fit(this.#hidden, target.size);
    return target.plot.data(paperOn(this.#hidden, target), target.which)[Symbol.iterator]();
  }

  /** Returns whether it is complete. */
  #draw({ steps }: Work, now: number): boolean {
    while (leftIn(now) > 0) {
      const { done, value } = steps.next();
      if (done) return true;
      spend(now, value);
    }
    return false;
  }

  #finish({ target, hidden }: Work): void {
    this.#work = null;
    this.#drawn = target;
    if (!hidden) return;
    [this.#canvas, this.#hidden] = [this.#hidden, this.#canvas];
    this.#canvas.style.visibility = '';
    this.#hidden.style.visibility = 'hidden';
  }
}

const isAlike = (a: Target, b: Target): boolean =>
  a.which === b.which && a.ink === b.ink && a.size.width === b.size.width && a.size.height === b.size.height;

/** Cleared, with the screen's pixel ratio at that size. */
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
