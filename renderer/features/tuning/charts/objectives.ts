/** Names, formats and comparison of objectives. */

import { count, percent, significant } from '../../../lib/format.ts';
import { t } from '../messages/index.ts';
import type { Objective } from './chart-props.ts';

interface ObjectiveLook {
  readonly title: string;
  readonly maximised: boolean;
  /** Format in tables, summaries and labels. */
  write(value: number): string;
  /** Format on an axis. */
  tick(value: number): string;
}

const tidy = (value: number) => significant(value, 3);
// untranslated: the unit is the same in every language
const milliseconds = (seconds: number) => `${tidy(seconds * 1000)} ms`;

const LOOKS: Readonly<Record<Objective, ObjectiveLook>> = {
  validationAccuracy: {
    get title() {
      return t.validationAccuracy();
    },
    maximised: true,
    write: (share) => percent(share, 2),
    tick: (share) => `${tidy(share * 100)} %`,
  },
  validationLoss: {
    get title() {
      return t.validationLoss();
    },
    maximised: false,
    write: (loss) => significant(loss, 4),
    tick: tidy,
  },
  parameters: {
    get title() {
      return t.parameters();
    },
    maximised: false,
    write: count,
    tick: compact,
  },
  latency: {
    get title() {
      return t.latency();
    },
    maximised: false,
    write: milliseconds,
    tick: milliseconds,
  },
  epochSeconds: {
    get title() {
      return t.epochSeconds();
    },
    maximised: false,
    write: (seconds) => `${tidy(seconds)} s`,
    tick: (seconds) => `${tidy(seconds)} s`,
  },
};

/** `12k`, `3.4M` */
export function compact(value: number): string {
  if (Math.abs(value) >= 1e6) return `${tidy(value / 1e6)}M`;
  return Math.abs(value) >= 1e4 ? `${tidy(value / 1e3)}k` : tidy(value);
}

export const objectiveLook = (objective: Objective): ObjectiveLook => LOOKS[objective];

/** Whether `a` is a better value of the objective than `b`. */
export const isBetter = (objective: Objective, a: number, b: number): boolean =>
  LOOKS[objective].maximised ? a > b : a < b;
