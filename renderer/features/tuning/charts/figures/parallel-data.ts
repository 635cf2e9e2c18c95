import { t } from '../../messages/index.ts';
import { RAIL, type RangedAxis } from '../axis-ranges.ts';
import type { SweepData, Trial } from '../chart-props.ts';
import { dimensionScale, measuredScale, type Scale } from '../drawing/scale.ts';
import { objectiveLook } from '../objectives.ts';
import { scored, scoreOf, titleOf } from '../trial-facts.ts';
import { scatter } from './spread.ts';

export interface ParallelData extends SweepData {
  /** Names of axes from left to right: dimensions, and `SCORE`. */
  readonly axes: readonly string[];
  /** This many of the best are coloured, the others pale; null: all are coloured. */
  readonly best: number | null;
}

/** The axis of the objective. No dimension has this name: names contain no brackets. */
export const SCORE = '(score)';

export interface ParallelAxis extends RangedAxis {
  readonly title: string;
  readonly scale: Scale;
  /** Text for a trial without a value there. */
  readonly absent: string;
}

/** All axes in a person's order; unnamed ones come after it, the score last. */
export function axisNames({ space }: Pick<SweepData, 'space'>, order: readonly string[] = []): string[] {
  const all = [...Object.keys(space), SCORE];
  const there = order.filter((name) => all.includes(name));
  return [...there, ...all.filter((name) => !there.includes(name))];
}

export function parallelAxes(data: ParallelData): ParallelAxis[] {
  return data.axes.map((name) => (name === SCORE ? scoreAxis(data) : dimensionAxis(data, name)));
}

function dimensionAxis({ space, titles }: ParallelData, name: string): ParallelAxis {
  const dimension = space[name]!;
  const scale = dimensionScale(dimension);
  // Lines with the same choice are spread, so that their number is visible.
  const spread = dimension.kind === 'choice' ? 0.5 / dimension.choices.length : 0;
  const share = (trial: Trial) => {
    const place = scale.place(trial.values[name]);
    return Number.isFinite(place) ? place + spread * scatter(trial.number) : RAIL;
  };
  return { name, title: titleOf(name, titles), scale, share, absent: t.notUsed() };
}

function scoreAxis({ trials, objectives, objective }: ParallelData): ParallelAxis {
  const look = objectiveLook(objectives[objective]!);
  const values = scored(trials, objective).map(({ score }) => score);
  const scale = measuredScale(values, { log: !look.maximised, write: look.tick });
  const share = (trial: Trial) => {
    const place = scale.place(scoreOf(trial, objective));
    return Number.isFinite(place) ? place : RAIL;
  };
  return { name: SCORE, title: look.title, scale, share, absent: t.noScore() };
}
