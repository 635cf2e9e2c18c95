/** Positions of the slabs of a drawn volume: the first channel in front, each further one up and to the right. */
export interface Stack {
  readonly x: number;
  readonly y: number;
  /** Cells along a side. */
  readonly side: number;
  readonly depth: number;
  /** Size of one cell. */
  readonly cell: number;
  /** Offset from one slab to the next, rightwards and upwards. */
  readonly step: number;
}

export interface Slab {
  readonly channel: number;
  readonly x: number;
  readonly y: number;
}

/** From back to front, in painting order. */
export function slabs({ x, y, depth, step }: Stack): Slab[] {
  return Array.from({ length: depth }, (_, at) => {
    const channel = depth - 1 - at;
    return { channel, x: x + channel * step, y: y + at * step };
  });
}

export function widthOf({ side, cell, depth, step }: Omit<Stack, 'x' | 'y'>): number {
  return side * cell + (depth - 1) * step;
}

/** The edges of a window through all slabs: its outline at the back, and the lines from corner to corner. */
export function tunnel(stack: Stack, area: { row: number; column: number; rows: number; columns: number }): string {
  const all = slabs(stack);
  const [back, front] = [all[0]!, all.at(-1)!];
  const left = area.column * stack.cell;
  const top = area.row * stack.cell;
  const [width, height] = [area.columns * stack.cell, area.rows * stack.cell];
  const corners = [
    [left, top],
    [left + width, top],
    [left, top + height],
    [left + width, top + height],
  ] as const;
  const lines = corners.map(([x, y]) => `M${front.x + x} ${front.y + y}L${back.x + x} ${back.y + y}`);
  return `M${back.x + left} ${back.y + top}h${width}v${height}h${-width}z${lines.join('')}`;
}
