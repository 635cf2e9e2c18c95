/** The frame of a chart with two axes. */
import type { Box, Paper, Size } from './paper.ts';
import type { Scale } from './scale.ts';

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const MARGINS: Margins = { left: 58, right: 16, top: 12, bottom: 40 };

/** The area between the axes. */
export function plotBox({ width, height }: Size, { left, right, top, bottom }: Margins = MARGINS): Box {
  return { left, top, width: Math.max(width - left - right, 10), height: Math.max(height - top - bottom, 10) };
}

export const xAt = (box: Box, share: number): number => box.left + share * box.width;
export const yAt = (box: Box, share: number): number => box.top + (1 - share) * box.height;

export interface Axes {
  readonly x: Scale;
  readonly y: Scale;
  readonly xLabel: string;
  readonly yLabel: string;
}

/** Approximate width of a small letter. */
const LETTER = 6.2;
/** Minimum gap between two labels. */
const SPACE = 10;

/** @param yBox where the left axis is, if not along all of `box` */
export function drawAxes(paper: Paper, box: Box, { x, y, xLabel, yLabel }: Axes, yBox = box): void {
  drawLeft(paper, yBox, y);
  drawBottom(paper, box, x);
  const { soft } = paper.ink;
  const bottom = box.top + box.height;
  paper.text(box.left + box.width / 2, bottom + 32, xLabel, { colour: soft, anchor: 'middle' });
  paper.text(12, box.top + box.height / 2, yLabel, { colour: soft, anchor: 'middle', upright: true });
}

function drawLeft(paper: Paper, box: Box, scale: Scale): void {
  const { soft, grid } = paper.ink;
  for (const { at, label } of shown(scale, box.height, 14, () => 1)) {
    const y = yAt(box, at);
    paper.line([box.left, y, box.left + box.width, y], { colour: grid });
    paper.text(box.left - 6, y, clipped(label, 8), { colour: soft, anchor: 'end' });
  }
}

function drawBottom(paper: Paper, box: Box, scale: Scale): void {
  const { soft, grid } = paper.ink;
  const bottom = box.top + box.height;
  for (const { at, label } of shown(scale, box.width, SPACE, (text) => lettersIn(clipped(text, 14)) * LETTER)) {
    const x = xAt(box, at);
    paper.line([x, box.top, x, bottom + 4], { colour: grid });
    paper.text(x, bottom + 14, clipped(label, 14), { colour: soft, anchor: 'middle' });
  }
}

/** Ticks whose labels do not overlap: every n-th, with the smallest possible n. */
function shown(scale: Scale, length: number, space: number, widthOf: (label: string) => number) {
  const ticks = scale.ticks.filter(({ at }) => at >= -0.001 && at <= 1.001);
  const widest = Math.max(1, ...ticks.map(({ label }) => widthOf(label)));
  const apart = ticks.length > 1 ? (Math.abs(ticks.at(-1)!.at - ticks[0]!.at) * length) / (ticks.length - 1) : length;
  const every = Math.max(1, Math.ceil((widest + space) / Math.max(apart, 0.1)));
  return ticks.filter((_, index) => index % every === 0);
}

/** From this code point on, letters are as wide as two Latin ones: Chinese, and its punctuation. */
const WIDE = '\u2e80';

/** Width of a text in Latin letters. */
export const lettersIn = (text: string): number => [...text].reduce((sum, one) => sum + (one >= WIDE ? 2 : 1), 0);

export function clipped(text: string, letters: number): string {
  if (lettersIn(text) <= letters) return text;
  let [short, width] = ['', 1];
  for (const one of text) {
    width += lettersIn(one);
    if (width > letters) break;
    short += one;
  }
  return `${short}…`;
}
