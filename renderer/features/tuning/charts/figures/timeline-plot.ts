import { duration, listOf, significant } from '../../../../lib/format.ts';
import { t as units } from '../../../../lib/messages/index.ts';
import { t } from '../../messages/index.ts';
import type { Piece, Trial } from '../chart-props.ts';
import { clipped, plotBox, xAt } from '../drawing/axes.ts';
import { drawLegend, type LegendEntry } from '../drawing/legend.ts';
import type { Box, Fill, Ink, Paper, Size } from '../drawing/paper.ts';
import { numberScale } from '../drawing/scale.ts';
import type { Plot, Which } from '../figure.ts';
import { STATES } from '../trial-facts.ts';

export const MARGINS = { left: 124, right: 16, top: 28, bottom: 30 };
export const LEAST_ROW = 14;
const MOST_ROW = 26;
/** Minimum width of a bar, so that the shortest piece is visible. */
const LEAST_BAR = 1;
const STRIDE = 400;
/** Below this many seconds, ticks are fractions of a second. */
const FINE = 6;
const fine = (seconds: number) => units.seconds({ s: significant(seconds) });

// untranslated: main's name for its own machine
export const HERE = 'this machine';

export const workerName = (worker: string): string => (worker === HERE ? t.thisMachine() : worker);

interface Content {
  readonly pieces: readonly Piece[];
  readonly lanes: readonly { readonly worker: string; readonly lane: number }[];
  readonly trials: ReadonlyMap<number, Trial>;
  /** The origin of times, in ms since 1970. */
  readonly start: number;
  readonly view: { readonly from: number; readonly until: number };
}

interface Bar extends Box {
  readonly trial: number;
}

/** Bars within the visible range. */
export class TimelinePlot implements Plot {
  readonly box: Box;
  readonly #content: Content;
  readonly #bars: readonly Bar[];
  readonly #row: number;

  constructor(content: Content, size: Size) {
    this.#content = content;
    this.box = plotBox(size, MARGINS);
    this.#row = Math.min(this.box.height / Math.max(content.lanes.length, 1), MOST_ROW);
    this.#bars = this.#layOut();
  }

  /** The time at a position, in ms since 1970. */
  timeAt(x: number): number {
    const { from, until } = this.#content.view;
    return from + ((x - this.box.left) / this.box.width) * (until - from);
  }

  frame(paper: Paper): void {
    const { soft, grid, text } = paper.ink;
    const { lanes, start, view } = this.#content;
    const [from, until] = [(view.from - start) / 1000, (view.until - start) / 1000];
    const bottom = this.box.top + Math.max(lanes.length * this.#row, 1);
    for (const { at, label } of numberScale(from, until, { write: until - from < FINE ? fine : duration, ticks: 7 })
      .ticks) {
      const x = xAt(this.box, at);
      paper.line([x, this.box.top, x, bottom + 4], { colour: grid });
      paper.text(x, bottom + 14, label, { colour: soft, anchor: 'middle' });
    }
    for (const [at, { worker, lane }] of lanes.entries()) {
      const y = this.box.top + (at + 0.5) * this.#row;
      const name = lanes[at - 1]?.worker === worker ? '' : clipped(workerName(worker), 14);
      paper.text(4, y, name, { colour: text, size: 10 });
      paper.text(this.box.left - 6, y, String(lane), { colour: soft, anchor: 'end', size: 10 });
    }
    drawLegend(paper, this.box.left, 12, this.box.width, legend(paper.ink));
  }

  *data(paper: Paper, which: Which): Iterable<number> {
    let drawn = 0;
    for (const bar of this.#bars) {
      if (which && !which.has(bar.trial)) continue;
      this.#draw(paper, bar);
      if (++drawn % STRIDE === 0) yield STRIDE;
    }
    yield drawn % STRIDE;
  }

  /** All pieces of a trial, connected in order: how it was promoted. */
  highlight(paper: Paper, trial: number): void {
    const own = this.#bars.filter((bar) => bar.trial === trial).sort((a, b) => a.left - b.left);
    const joins = own.flatMap(({ left, top, width, height }) => [
      left,
      top + height / 2,
      left + width,
      top + height / 2,
    ]);
    paper.clip(this.#area(), () => {
      if (own.length > 1) paper.line(joins, { colour: paper.ink.text, width: 1.5, dash: [3, 2] });
      for (const { left, top, width, height } of own) {
        paper.line([left, top, left + width, top, left + width, top + height, left, top + height, left, top], {
          colour: paper.ink.text,
          width: 2.5,
        });
      }
    });
  }

  placeOf(trial: number): { x: number; y: number } | null {
    const bar = this.#bars.find((one) => one.trial === trial);
    return bar ? { x: bar.left + Math.min(bar.width, 40) / 2, y: bar.top } : null;
  }

  hit(x: number, y: number): number | null {
    const near = 3;
    const found = this.#bars.findLast(
      ({ left, top, width, height }) => x >= left - near && x <= left + width + near && y >= top && y <= top + height,
    );
    return found?.trial ?? null;
  }

  within({ left, top, width, height }: Box): number[] {
    const touches = (bar: Bar) =>
      bar.left <= left + width &&
      bar.left + bar.width >= left &&
      bar.top <= top + height &&
      bar.top + bar.height >= top;
    return [...new Set(this.#bars.filter(touches).map(({ trial }) => trial))];
  }

  #area(): Box {
    return { ...this.box, top: 0, height: this.box.top + this.box.height };
  }

  #layOut(): Bar[] {
    const { pieces, lanes, view } = this.#content;
    const rows = new Map(lanes.map(({ worker, lane }, at) => [`${worker}\n${lane}`, at]));
    const x = numberScale(view.from, view.until);
    const gap = this.#row > 8 ? 2 : 1;
    return pieces.flatMap(({ trial, worker, lane, beganAt, endedAt }) => {
      if (endedAt < view.from || beganAt > view.until) return [];
      const left = xAt(this.box, Math.max(x.place(beganAt), 0));
      const right = xAt(this.box, Math.min(x.place(endedAt), 1));
      const top = this.box.top + rows.get(`${worker}\n${lane}`)! * this.#row + gap / 2;
      return { trial, left, top, width: Math.max(right - left, LEAST_BAR), height: this.#row - gap };
    });
  }

  #draw(paper: Paper, bar: Bar): void {
    paper.rect(bar, barFill(paper.ink, this.#content.trials.get(bar.trial)!.state));
    // A gap in the background colour separates neighbours.
    if (bar.width > 4) paper.line([bar.left, bar.top, bar.left, bar.top + bar.height], { colour: paper.ink.ground });
    const number = String(bar.trial);
    if (bar.width < number.length * 6.5 + 6 || bar.height < 10) return;
    const strong = this.#content.trials.get(bar.trial)!.state === 'complete';
    const colour = strong ? paper.ink.ground : paper.ink.text;
    paper.text(bar.left + bar.width / 2, bar.top + bar.height / 2, number, { colour, anchor: 'middle', size: 10 });
  }
}

/** Solid where the trial is complete, pale with a border where it was stopped, dashed where it failed. */
function barFill(ink: Ink, state: Trial['state']): Fill {
  if (state === 'complete') return { fill: ink.series[0]! };
  if (state === 'running') return { fill: ink.series[2]!, opacity: 0.55 };
  if (state === 'failed' || state === 'diverged') return { stroke: ink.bad, dash: [2, 2] };
  return { fill: ink.soft, opacity: 0.35 };
}

const legend = (ink: Ink): LegendEntry[] => [
  { label: STATES.complete.title, colour: ink.series[0]!, dash: [], width: 8 },
  { label: STATES.running.title, colour: ink.series[2]!, dash: [], width: 6 },
  { label: listOf([STATES.pruned.title, STATES.paused.title]), colour: ink.soft, dash: [], width: 3 },
  { label: listOf([STATES.failed.title, STATES.diverged.title]), colour: ink.bad, dash: [2, 2], width: 1.5 },
];
