import type { SweepData, Trial } from '../chart-props.ts';
import { dimensionScale, type Scale } from '../drawing/scale.ts';
import { titleOf } from '../trial-facts.ts';
import { scatter } from './spread.ts';

/** A dimension of the space as an axis for points. */
export interface DimensionAxis {
  readonly name: string;
  readonly title: string;
  readonly scale: Scale;
  /** Number of choices; null where it is a number. */
  readonly choices: number | null;
  /** NaN where the dimension is inactive in that trial. Points with the same choice are spread within its segment. */
  place(trial: Trial): number;
}

export function dimensionAxis({ space, titles }: Pick<SweepData, 'space' | 'titles'>, name: string): DimensionAxis {
  const dimension = space[name]!;
  const scale = dimensionScale(dimension, 6);
  const choices = dimension.kind === 'choice' ? dimension.choices.length : null;
  const spread = choices === null ? 0 : 0.6 / choices;
  const place = (trial: Trial) => scale.place(trial.values[name]) + spread * scatter(trial.number);
  return { name, title: titleOf(name, titles), scale, choices, place };
}

/** The requested dimension, if the space has it; else the first of `preferred` or of the space that is not `taken`. */
export function chosenDimension(
  { space }: Pick<SweepData, 'space'>,
  asked: string | null,
  preferred: readonly string[] = [],
  taken?: string,
): string | null {
  if (asked !== null && space[asked]) return asked;
  const names = [...preferred, ...Object.keys(space)].filter((name) => space[name] && name !== taken);
  return names[0] ?? null;
}
