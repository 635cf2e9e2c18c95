/** The columns of the table of trials, and the content of their cells. */

import { duration } from '../../lib/format.ts';
import { lettersIn } from './charts/drawing/axes.ts';
import { objectiveLook } from './charts/objectives.ts';
import { t } from './messages/index.ts';
import { intervalText, scoreText } from './objective-words.ts';
import type { Objective, Space, Trial } from './sweep-types.ts';
import type { TrialSort } from './trial-rows.ts';
import { originName, valueText } from './trial-words.ts';

export interface TrialColumn {
  /** Its key in the sort order. */
  readonly key: string;
  readonly label: string;
  /** In CSS pixels. */
  readonly width: number;
  readonly numeric: boolean;
  /** Empty for the state, which is shown with its icon. */
  readonly text: (trial: Trial) => string;
}

export function trialColumns(
  objectives: readonly Objective[],
  space: Space,
  titles: Readonly<Record<string, string>>,
): TrialColumn[] {
  const number = (key: string, label: string, width: number, text: TrialColumn['text']): TrialColumn => {
    return { key, label, width, numeric: true, text };
  };
  return [
    number('number', t.trial(), 64, (trial) => String(trial.number)),
    { key: 'state', label: t.state(), width: 104, numeric: false, text: () => '' },
    ...objectives.map((objective, at) =>
      // untranslated: a key
      number(`score${at}`, objectiveLook(objective).title, 150, ({ scores }) => scoreText(objective, scores?.[at])),
    ),
    number('interval', t.interval95(), 150, ({ interval }) =>
      interval ? intervalText(objectives[0]!, interval) : '–',
    ),
    ...Object.entries(space).map(([name, dimension]): TrialColumn => {
      const label = titles[name] ?? name;
      const numeric = dimension.kind !== 'choice';
      const width = Math.min(Math.max(lettersIn(label) * 7 + 40, 92), 190);
      return { key: `v:${name}`, label, width, numeric, text: ({ values }) => valueText(values[name]) };
    }),
    number('epochs', t.epochs(), 76, ({ epochs }) => String(epochs)),
    number('seconds', t.time(), 92, ({ seconds }) => (seconds > 0 ? duration(seconds) : '–')),
    { key: 'origin', label: t.from(), width: 100, numeric: false, text: ({ origin }) => originName(origin) },
  ];
}

/** Default order: the best first. */
export function defaultSort(objective: Objective): TrialSort {
  return { key: 'score0', descending: objectiveLook(objective).maximised };
}

/** `-score0`: descending. */
export function sortText({ key, descending }: TrialSort): string {
  return descending ? `-${key}` : key;
}

/** @returns `otherwise` where the address has no order */
export function readSort(text: string | null, otherwise: TrialSort): TrialSort {
  if (!text) return otherwise;
  return text.startsWith('-') ? { key: text.slice(1), descending: true } : { key: text, descending: false };
}
