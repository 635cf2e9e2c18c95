import { listOf } from '../../../../lib/format.ts';
import type { Trial, TrialState } from '../chart-props.ts';
import { STATES } from '../trial-facts.ts';
import { clipped, lettersIn } from './axes.ts';
import type { Ink, Paper, Shape } from './paper.ts';

export type LegendEntry = { readonly label: string; readonly colour: string } & (
  | { readonly shape: Shape }
  | { readonly dash: readonly number[]; readonly width?: number }
);

const LETTER = 6.2;
const SAMPLE = 22;

/** One row from the left; entries that do not fit are left out. */
export function drawLegend(
  paper: Paper,
  left: number,
  y: number,
  width: number,
  entries: readonly LegendEntry[],
): void {
  let x = left;
  for (const entry of entries) {
    const label = clipped(entry.label, 28);
    const needed = SAMPLE + lettersIn(label) * LETTER + 12;
    if (x + needed > left + width + 12) return;
    drawSample(paper, x, y, entry);
    paper.text(x + SAMPLE, y, label, { colour: paper.ink.soft });
    x += needed;
  }
}

function drawSample(paper: Paper, x: number, y: number, entry: LegendEntry): void {
  if ('shape' in entry) paper.mark(entry.shape, x + 14, y, 3.5, { colour: entry.colour });
  else paper.line([x, y, x + 18, y], { width: 2, ...entry });
}

/** The states that occur, with their marks. */
export function stateLegend(trials: readonly Trial[], ink: Ink): LegendEntry[] {
  const there = new Set<TrialState>(trials.map(({ state }) => state));
  const looks = Object.entries(STATES).flatMap(([state, look]) => (there.has(state as TrialState) ? [look] : []));
  // Two states can share a mark: the legend names both.
  const byShape = Map.groupBy(looks, ({ shape }) => shape);
  return [...byShape].map(([shape, same]) => ({
    ...{ shape, label: listOf(same.map(({ title }) => title)) },
    colour: same[0]!.faded ? ink.soft : ink.series[0]!,
  }));
}
