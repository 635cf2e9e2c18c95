import { t } from '../../messages/index.ts';
import type { Trial } from '../chart-props.ts';
import type { Metric } from '../curves.ts';
import { drawAxes, plotBox, xAt, yAt } from '../drawing/axes.ts';
import { drawLegend, type LegendEntry } from '../drawing/legend.ts';
import type { Box, Ink, Paper, Size, Stroke } from '../drawing/paper.ts';
import type { NumberScale } from '../drawing/scale.ts';
import type { Plot, Which } from '../figure.ts';
import { ranked, STATES } from '../trial-facts.ts';
import type { CurvesData, MetricLook } from './curves-data.ts';
import { curveScale, epochScale } from './curves-scales.ts';
import { nearestCurve } from './nearest-curve.ts';

const MARGINS = { left: 58, right: 16, top: 28, bottom: 40 };
/** Up to this many epochs, every epoch of the focused trial is marked. */
const FEW = 40;

/** The part of a trial in the data layer. A layer can only be added to: see `more`. */
interface Drawn {
  readonly strong: boolean;
  /** Its end is marked: it does not continue. */
  readonly stopped: boolean;
  readonly epochs: number;
}

/** Curves are pale until their trial is complete; then they are drawn again, in full strength, over the pale one. */
export class CurvesPlot implements Plot {
  readonly box: Box;
  readonly x: NumberScale;
  readonly y: NumberScale;
  readonly metric: Metric;
  readonly frameKey: string;
  readonly #data: CurvesData;
  readonly #trials: readonly Trial[];
  readonly #look: MetricLook;
  readonly #drawn: ReadonlyMap<number, Drawn>;
  readonly #best: number | null;

  constructor(data: CurvesData, trials: readonly Trial[], look: MetricLook, size: Size) {
    this.#data = data;
    this.#trials = trials;
    this.#look = look;
    this.metric = data.metric;
    this.box = plotBox(size, MARGINS);
    this.x = epochScale(data.epochs, data.curves.most);
    this.y = curveScale(data.curves.range(data.metric), data.metric !== 'validationAccuracy', look.tick);
    const states = [...new Set(trials.map(({ state }) => state))].sort();
    this.frameKey = [this.#axes(), look.title, ...states].join();
    this.#drawn = new Map(trials.map((trial) => [trial.number, drawnOf(trial, data.curves.epochs(trial.number))]));
    this.#best = ranked(trials, data.objectives, data.objective)[0]?.trial.number ?? null;
  }

  frame(paper: Paper): void {
    const { box, x, y } = this;
    drawAxes(paper, box, { x, y, xLabel: t.axisEpoch(), yLabel: this.#look.title });
    drawLegend(paper, box.left, 12, box.width, legend(paper.ink, this.#trials));
  }

  *data(paper: Paper, which: Which): Iterable<number> {
    for (const [trial, drawn] of this.#drawn) {
      if (!which || which.has(trial))
        yield this.#draw(paper, trial, 0, { ...drawn, strong: drawn.strong || which !== null });
    }
  }

  more(paper: Paper, which: Which, before: Plot): Iterable<number> | null {
    if (!(before instanceof CurvesPlot) || !this.#continues(before)) return null;
    return this.#added(paper, which, before);
  }

  /** Running trials, with the best on top. */
  live(paper: Paper, which: Which): number {
    const { series } = paper.ink;
    let drawn = 0;
    for (const { number, state } of this.#trials) {
      if (state !== 'running') continue;
      const opacity = which && !which.has(number) ? 0.2 : 0.9;
      drawn += this.#line(paper, number, { colour: series[2]!, width: 1.5, opacity });
    }
    if (this.#best === null || (which && !which.has(this.#best))) return drawn;
    return drawn + this.#line(paper, this.#best, { colour: series[1]!, width: 2.25 });
  }

  highlight(paper: Paper, trial: number): void {
    this.#line(paper, trial, { colour: paper.ink.ground, width: 6 });
    this.#line(paper, trial, { colour: paper.ink.text, width: 2.5 });
    const points = this.#points(trial, 0, this.#drawn.get(trial)?.epochs ?? 0);
    if (points.length > FEW * 2) return;
    for (let at = 0; at < points.length; at += 2) {
      if (Number.isFinite(points[at + 1]!))
        paper.mark('dot', points[at]!, points[at + 1]!, 2.5, { colour: paper.ink.text });
    }
  }

  placeOf(trial: number): { x: number; y: number } | null {
    const points = this.#points(trial, 0, this.#drawn.get(trial)?.epochs ?? 0);
    for (let at = points.length - 2; at >= 0; at -= 2) {
      if (Number.isFinite(points[at + 1]!)) return { x: points[at]!, y: points[at + 1]! };
    }
    return null;
  }

  hit(x: number, y: number): number | null {
    return nearestCurve({ curves: this.#data.curves, trials: this.#drawn.keys(), ...this }, x, y);
  }

  within({ left, top, width, height }: Box): number[] {
    const isIn = (x: number, y: number) => x >= left && x <= left + width && y >= top && y <= top + height;
    return [...this.#drawn].flatMap(([trial, { epochs }]) => {
      const points = this.#points(trial, 0, epochs);
      for (let at = 0; at < points.length; at += 2) if (isIn(points[at]!, points[at + 1]!)) return [trial];
      return [];
    });
  }

  /** Whether everything drawn by `before` is visible here too, at the same position. */
  #continues(before: CurvesPlot): boolean {
    if (before.#axes() !== this.#axes()) return false;
    for (const [trial, was] of before.#drawn) {
      const now = this.#drawn.get(trial);
      if (!now || now.epochs < was.epochs || (was.strong && !now.strong) || (was.stopped && !now.stopped)) return false;
    }
    return true;
  }

  #axes(): string {
    const { metric, box, x, y } = this;
    return [metric, box.width, box.height, x.high, y.low, y.high, y.log].join();
  }

  *#added(paper: Paper, which: Which, before: CurvesPlot): Iterable<number> {
    for (const [trial, drawn] of this.#drawn) {
      if (which && !which.has(trial)) continue;
      const was = before.#drawn.get(trial);
      const now = { ...drawn, strong: drawn.strong || which !== null };
      const whole = !was || (drawn.strong && !was.strong && which === null);
      if (whole) yield this.#draw(paper, trial, 0, now);
      else if (now.epochs > was.epochs || now.stopped !== was.stopped) {
        yield this.#draw(paper, trial, Math.max(was.epochs - 1, 0), now);
      }
    }
  }

  /** Draws epochs `from` up to those of `drawn`. Returns the number of lines. */
  #draw(paper: Paper, trial: number, from: number, { strong, stopped, epochs }: Drawn): number {
    const points = this.#points(trial, from, epochs);
    const { series, soft } = paper.ink;
    const look = strong ? { colour: series[0]!, opacity: 0.4 } : { colour: soft, opacity: 0.3 };
    paper.clip(this.box, () => {
      if (points.length > 2) paper.line(points, look);
      // A single epoch is not a line.
      else if (from === 0 && points.length === 2) paper.mark('dot', points[0]!, points[1]!, 1.5, look);
    });
    const [x, y] = [points.at(-2), points.at(-1)];
    if (stopped && x !== undefined && Number.isFinite(y)) paper.mark('cross', x, y!, 2.5, { ...look, width: 1 });
    return points.length / 2 + 1;
  }

  /** Returns the number of lines. */
  #line(paper: Paper, trial: number, stroke: Stroke): number {
    const points = this.#points(trial, 0, this.#drawn.get(trial)?.epochs ?? 0);
    paper.clip(this.box, () => {
      if (points.length > 2) paper.line(points, stroke);
      else if (points.length === 2) paper.mark('dot', points[0]!, points[1]!, (stroke.width ?? 1) + 1, stroke);
    });
    return points.length / 2;
  }

  /** x0, y0, x1, y1, ... of epochs [from, until), in pixels. */
  #points(trial: number, from: number, until: number): Float32Array {
    const values = this.#data.curves.of(trial, this.metric);
    const points = new Float32Array(Math.max(until - from, 0) * 2);
    for (let epoch = from; epoch < until; epoch++) {
      points[(epoch - from) * 2] = xAt(this.box, this.x.place(epoch));
      points[(epoch - from) * 2 + 1] = yAt(this.box, this.y.place(values[epoch]!));
    }
    return points;
  }
}

function drawnOf({ state }: Trial, epochs: number): Drawn {
  return {
    epochs,
    strong: state === 'complete',
    stopped: state === 'pruned' || state === 'diverged' || state === 'failed',
  };
}

function legend(ink: Ink, trials: readonly Trial[]): LegendEntry[] {
  const there = new Set(trials.map(({ state }) => state));
  const entries: LegendEntry[] = [{ label: t.curveBest(), colour: ink.series[1]!, dash: [], width: 2.5 }];
  if (there.has('complete')) entries.push({ label: STATES.complete.title, colour: ink.series[0]!, dash: [], width: 1 });
  if (there.has('running')) entries.push({ label: STATES.running.title, colour: ink.series[2]!, dash: [], width: 1.5 });
  if (there.has('paused')) entries.push({ label: STATES.paused.title, colour: ink.soft, dash: [], width: 0.75 });
  if (there.has('pruned')) entries.push({ label: t.curveEnds(), colour: ink.soft, shape: 'cross' });
  return entries;
}
