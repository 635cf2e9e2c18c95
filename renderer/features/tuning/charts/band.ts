import type { Box } from './drawing/paper.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A pointer that moved less than this has clicked, in pixels. */
const STILL = 4;

/** A rectangle between the pointer-down position and the current one. */
export class Band {
  #from: Place | null = null;
  #box: Box | null = null;

  get box(): Box | null {
    return this.#box;
  }

  begin(place: Place): void {
    this.#from = place;
    this.#box = null;
  }

  /** Returns whether a rectangle is being dragged. */
  move(place: Place): boolean {
    const from = this.#from;
    if (!from) return false;
    if (this.#box || Math.hypot(place.x - from.x, place.y - from.y) >= STILL) this.#box = between(from, place);
    return this.#box !== null;
  }

  /** The rectangle, or a click; null where the pointer was not pressed here. */
  end(place: Place): Box | 'click' | null {
    if (!this.#from) return null;
    this.move(place);
    const box = this.#box;
    this.cancel();
    return box ?? 'click';
  }

  cancel(): void {
    this.#from = null;
    this.#box = null;
  }
}

function between(a: Place, b: Place): Box {
  const [left, top] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { left, top, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}
