/** Mistakes in where a window begins: vert_start = h * stride, horiz_start = w * stride. */
import type { Mistaken } from '../twin.ts';
import { rightSize, type SizeStep, unitStride } from './size.ts';

export interface StartStep {
  /** [vert_start, horiz_start] for the output's row h and column w. */
  start(h: number, w: number, stride: number, f: number): [number, number];
}

export const rightStart: StartStep['start'] = (h, w, stride) => [h * stride, w * stride];

/** Mistakes of a pass whose output size is given or right. */
export const startMistakes: readonly Mistaken<StartStep>[] = [
  {
    id: 'stride-ignored',
    text: 'The stride is ignored: windows begin at h and w. They begin at h * stride and w * stride.',
    steps: { start: (h, w) => [h, w] },
    common: true,
  },
  {
    id: 'stride-ignored-vertical',
    text: 'The stride is ignored in one axis: vert_start is h. It is h * stride.',
    steps: { start: (h, w, stride) => [h, w * stride] },
    common: true,
  },
  {
    id: 'stride-ignored-horizontal',
    text: 'The stride is ignored in one axis: horiz_start is w. It is w * stride.',
    steps: { start: (h, w, stride) => [h * stride, w] },
    common: true,
  },
  {
    id: 'start-axes-swapped',
    text: 'Rows and columns are swapped: vert_start comes from h, horiz_start from w.',
    steps: { start: (h, w, stride) => [w * stride, h * stride] },
    common: true,
  },
  {
    id: 'start-by-window',
    text: 'Windows begin at h * f and w * f, side by side. They begin at h * stride and w * stride.',
    steps: { start: (h, w, _stride, f) => [h * f, w * f] },
  },
  {
    id: 'start-plus-stride',
    text: 'Windows begin at h + stride and w + stride. They begin at h * stride and w * stride.',
    steps: { start: (h, w, stride) => [h + stride, w + stride] },
  },
  {
    id: 'start-same-for-both',
    text: 'horiz_start is computed from h: it comes from w, horiz_start = w * stride.',
    steps: { start: (h, _w, stride) => [h * stride, h * stride] },
  },
];

/**
 * The stride is ignored in both the output size and the windows, so that the output is larger.
 * @param formula of the right size, for the texts
 */
export const strideMistakes = (formula: string): readonly Mistaken<StartStep & SizeStep>[] => [
  {
    id: 'stride-ignored-throughout',
    text: `The stride is ignored, in the output size and in the windows: ${formula}, vert_start = h * stride, and the same for the width.`,
    steps: { size: unitStride, start: (h, w) => [h, w] },
    common: true,
  },
  {
    id: 'stride-ignored-throughout-vertical',
    text: 'The stride is ignored in one axis, the vertical, in the output size and in the windows: n_H is divided by it, and vert_start = h * stride.',
    steps: {
      size: (extent) => [unitStride(extent)[0], rightSize(extent)[1]],
      start: (h, w, stride) => [h, w * stride],
    },
    common: true,
  },
  {
    id: 'stride-ignored-throughout-horizontal',
    text: 'The stride is ignored in one axis, the horizontal, in the output size and in the windows: n_W is divided by it, and horiz_start = w * stride.',
    steps: {
      size: (extent) => [rightSize(extent)[0], unitStride(extent)[1]],
      start: (h, w, stride) => [h * stride, w],
    },
    common: true,
  },
];
