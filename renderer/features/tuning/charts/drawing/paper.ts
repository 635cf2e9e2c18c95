/**
 * The drawing surface of a figure: a canvas on the page, or an SVG file. Few primitives, so that both give the same
 * picture. Coordinates are CSS pixels from the top left.
 */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

export type Shape = 'dot' | 'ring' | 'square' | 'triangle' | 'diamond' | 'cross' | 'plus' | 'star';

/** Colours of the page's current theme. */
export interface Ink {
  readonly dark: boolean;
  readonly font: string;
  readonly series: readonly string[];
  readonly text: string;
  readonly soft: string;
  readonly grid: string;
  /** Background of the panel that the chart is on. */
  readonly ground: string;
  /** Background of a label. */
  readonly raised: string;
  readonly border: string;
  readonly band: string;
  readonly accent: string;
  readonly bad: string;
}

export interface Stroke {
  readonly colour: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

export interface Fill {
  readonly fill?: string;
  readonly stroke?: string;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

export interface Lettering {
  readonly colour: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Baseline of `y`; default: the middle of the letters. */
  readonly baseline?: 'top' | 'middle' | 'bottom';
  readonly size?: number;
  readonly bold?: boolean;
  /** Rotated, to be read from bottom to top. */
  readonly upright?: boolean;
}

export interface Paper {
  readonly ink: Ink;
  /** `points`: x0, y0, x1, y1, ...; a NaN interrupts the line. */
  line(points: ArrayLike<number>, stroke: Stroke): void;
  rect(box: Box, fill: Fill): void;
  /** `radius` of the circle that encloses the shape. */
  mark(shape: Shape, x: number, y: number, radius: number, look: Stroke): void;
  text(x: number, y: number, text: string, look: Lettering): void;
  /** Clips to `box`. */
  clip(box: Box, draw: () => void): void;
  /** Draws translated by (x, y), with that `opacity`. */
  group(place: { x?: number; y?: number; opacity?: number }, draw: () => void): void;
}
