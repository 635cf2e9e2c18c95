/** Trials as marks in a plane: shared by history, slice, rank, contour and Pareto front. */
import type { Plot, Which } from '../figure.ts';
import type { Box, Paper, Shape, Stroke } from './paper.ts';

export interface TrialMark {
  readonly trial: number;
  /** In pixels. */
  readonly x: number;
  readonly y: number;
  readonly shape: Shape;
  readonly look: (paper: Paper) => Stroke;
  /** In pixels; default: the scatter's. */
  readonly radius?: number;
}

export interface Scatter {
  readonly box: Box;
  readonly marks: readonly TrialMark[];
  readonly radius?: number;
  frame(paper: Paper): void;
  /** Drawn below the marks: whiskers. */
  under?(paper: Paper, mark: TrialMark): void;
}

/** Maximum distance at which a pointer finds a mark, in pixels. */
const REACH = 14;
/** Marks between two interruption points. */
const STRIDE = 250;

export function scatterPlot({ marks, radius = 3.5, frame, under }: Scatter): Plot {
  const byTrial = new Map(marks.map((mark) => [mark.trial, mark]));
  return {
    frame,
    *data(paper: Paper, which: Which) {
      let drawn = 0;
      for (const mark of marks) {
        if (which && !which.has(mark.trial)) continue;
        under?.(paper, mark);
        drawMark(paper, mark, mark.radius ?? radius);
        if (++drawn % STRIDE === 0) yield STRIDE;
      }
      yield drawn % STRIDE;
    },
    highlight(paper, trial) {
      const mark = byTrial.get(trial);
      if (!mark) return;
      under?.(paper, mark);
      drawMark(paper, mark, (mark.radius ?? radius) + 1.5);
      paper.mark('ring', mark.x, mark.y, (mark.radius ?? radius) + 5, { colour: paper.ink.text, width: 2 });
    },
    placeOf: (trial) => byTrial.get(trial) ?? null,
    hit: (x, y) => nearest(marks, x, y),
    within: (box) => marks.filter((mark) => isInside(box, mark)).map(({ trial }) => trial),
  };
}

function drawMark(paper: Paper, mark: TrialMark, radius: number): void {
  paper.mark(mark.shape, mark.x, mark.y, radius, mark.look(paper));
}

/** The mark nearest to a point; null where none is within reach. */
export function nearest(marks: readonly TrialMark[], x: number, y: number): number | null {
  let [found, least]: [number | null, number] = [null, REACH ** 2];
  for (const mark of marks) {
    const distance = (mark.x - x) ** 2 + (mark.y - y) ** 2;
    if (distance <= least) [found, least] = [mark.trial, distance];
  }
  return found;
}

const isInside = ({ left, top, width, height }: Box, { x, y }: TrialMark): boolean =>
  x >= left && x <= left + width && y >= top && y <= top + height;
