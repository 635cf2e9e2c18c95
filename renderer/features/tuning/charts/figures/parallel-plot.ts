import { t } from '../../messages/index.ts';
import { RAIL } from '../axis-ranges.ts';
import { clipped, lettersIn, plotBox, yAt } from '../drawing/axes.ts';
import type { Box, Ink, Paper, Size } from '../drawing/paper.ts';
import { gradeOf, rampColour } from '../drawing/ramp.ts';
import { drawRamp } from '../drawing/ramp-legend.ts';
import type { Plot, Which } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import type { Scored } from '../trial-facts.ts';
import type { ParallelAxis, ParallelData } from './parallel-data.ts';
import { nearestLine, type TrialLine } from './parallel-lines.ts';

const MARGINS = { left: 56, right: 56, top: 30, bottom: 56 };

export interface PlacedAxis extends ParallelAxis {
  readonly x: number;
}

/** Lines, worst first, so that the best are on top; axes and labels above all lines. */
export class ParallelPlot implements Plot {
  readonly box: Box;
  readonly axes: readonly PlacedAxis[];
  readonly #data: ParallelData;
  readonly #lines: readonly TrialLine[];
  readonly #byTrial: ReadonlyMap<number, TrialLine>;
  readonly #grade: ReturnType<typeof gradeOf>;

  /** @param order trials that have a score, best first */
  constructor(data: ParallelData, axes: readonly ParallelAxis[], order: readonly Scored[], size: Size) {
    this.#data = data;
    this.box = plotBox(size, MARGINS);
    const gap = this.box.width / Math.max(axes.length - 1, 1);
    this.axes = axes.map((axis, at) => ({ ...axis, x: this.box.left + at * gap }));
    // The colour range is that of the coloured trials: over all trials, the best few would look alike.
    this.#grade = gradeOf(
      order.slice(0, data.best ?? order.length).map(({ score }) => score),
      data.best === null ? 0.9 : 1,
    );
    this.#lines = this.#layOut(order);
    this.#byTrial = new Map(this.#lines.map((line) => [line.trial, line]));
  }

  frame(paper: Paper): void {
    const { soft, grid } = paper.ink;
    const rail = yAt(this.box, RAIL);
    paper.line([this.box.left, rail, this.box.left + this.box.width, rail], { colour: grid, dash: [2, 3] });
    paper.text(4, rail, t.notUsed(), { colour: soft, size: 10 });
    const { write } = objectiveLook(this.#data.objectives[this.#data.objective]!);
    const { best, worst } = this.#grade;
    drawRamp(paper, this.box.left, this.box.top + this.box.height + 46, { worst: write(worst), best: write(best) });
  }

  *data(paper: Paper, which: Which): Iterable<number> {
    for (const line of this.#lines) {
      if (which && !which.has(line.trial)) continue;
      paper.line(line.points, this.#stroke(paper.ink, line, which !== null));
      // Lines across the picture cost about twice as much as short ones.
      yield 2 * this.axes.length;
    }
  }

  live(paper: Paper): number {
    for (const axis of this.axes) drawAxis(paper, this.box, axis);
    return this.axes.length;
  }

  highlight(paper: Paper, trial: number): void {
    const line = this.#byTrial.get(trial);
    if (!line) return;
    paper.line(line.points, { colour: paper.ink.ground, width: 6 });
    paper.line(line.points, { colour: paper.ink.text, width: 2.5 });
    for (let at = 0; at < line.points.length; at += 2) {
      paper.mark('dot', line.points[at]!, line.points[at + 1]!, 3.5, { colour: paper.ink.text });
    }
  }

  /** On the right: the label is then next to its last value. */
  placeOf(trial: number): { x: number; y: number } | null {
    const points = this.#byTrial.get(trial)?.points;
    return points ? { x: points.at(-2)!, y: points.at(-1)! } : null;
  }

  hit(x: number, y: number): number | null {
    return nearestLine(
      this.#lines,
      this.axes.map((axis) => axis.x),
      x,
      y,
    );
  }

  /** The position on an axis at that height. */
  shareAt(y: number): number {
    return 1 - (y - this.box.top) / this.box.height;
  }

  #layOut(order: readonly Scored[]): TrialLine[] {
    const { trials, best } = this.#data;
    const rank = new Map(order.map(({ trial, score }, at) => [trial.number, { at, score }]));
    const lines = trials.map((trial): TrialLine => {
      const known = rank.get(trial.number);
      const strong = known !== undefined && (best === null || known.at < best);
      const points = Float32Array.from(this.axes.flatMap((axis) => [axis.x, yAt(this.box, axis.share(trial))]));
      return { trial: trial.number, points, strong, score: known?.score ?? null };
    });
    const last = ({ trial }: TrialLine) => rank.get(trial)?.at ?? order.length;
    return lines.sort((a, b) => last(b) - last(a));
  }

  #stroke(ink: Ink, { score, strong }: TrialLine, brushed: boolean) {
    if (!strong || score === null) return { colour: ink.soft, opacity: brushed ? 0.5 : 0.14, width: 1 };
    const colour = rampColour(this.#grade(score), ink.dark);
    if (brushed) return { colour, opacity: 0.9, width: 1.5 };
    const few = this.#data.best !== null && this.#data.best <= 100;
    return { colour, opacity: few ? 0.9 : 0.45, width: few ? 1.5 : 1 };
  }
}

const LETTER = 5.8;

function drawAxis(paper: Paper, box: Box, { x, title, scale }: PlacedAxis): void {
  const { text, soft, ground, border } = paper.ink;
  paper.line([x, box.top, x, box.top + box.height], { colour: border, width: 1.25 });
  paper.text(x, 12, clipped(title, 17), { colour: text, anchor: 'middle', bold: true });
  const every = Math.max(1, Math.ceil(scale.ticks.length / Math.max(Math.floor(box.height / 16), 1)));
  for (const { at, label } of scale.ticks.filter((_, index) => index % every === 0)) {
    if (at < -0.001 || at > 1.001) continue;
    const y = yAt(box, at);
    const short = clipped(label, 10);
    // Lines below the letters would make them illegible.
    const ground13 = {
      left: x - 8 - lettersIn(short) * LETTER,
      top: y - 6.5,
      width: lettersIn(short) * LETTER + 3,
      height: 13,
    };
    paper.rect(ground13, { fill: ground, opacity: 0.75 });
    paper.line([x - 3, y, x + 3, y], { colour: border });
    paper.text(x - 6, y, short, { colour: soft, anchor: 'end', size: 10 });
  }
}
