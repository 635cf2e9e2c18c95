/** Counts a dataset's pictures by class x session x hand x background. */
import type { Session } from '../../../../main/ipc/schemas/capture.ts';
import type { DatasetSummary } from '../../../../main/ipc/schemas/dataset.ts';
import { t } from '../messages/index.ts';
import { handWord } from './words.ts';

/** Existing pictures by class, all splits together. */
export function countsOf({ classes, counts }: Pick<DatasetSummary, 'classes' | 'counts'>): number[] {
  const splits = [counts.train, counts.validation, counts.test];
  return classes.map((_, k) => splits.reduce((sum, { perClass }) => sum + (perClass[k] ?? 0), 0));
}

/** One row of the coverage table: a session, or all sessions with one hand or one background. */
export interface CoverageRow {
  readonly key: string;
  readonly kind: 'session' | 'hand' | 'background';
  readonly title: string;
  readonly perClass: readonly number[];
}

/** The sessions in the given order, then their sums by hand and by background. */
export function coverageOf(sessions: readonly Session[], classes: number): CoverageRow[] {
  const sums = (of: (session: Session) => string, kind: 'hand' | 'background'): CoverageRow[] =>
    [...Map.groupBy(sessions, of)].map(([title, members]) => ({
      ...{ key: `${kind} ${title}`, kind, title },
      perClass: Array.from({ length: classes }, (_, k) =>
        members.reduce((sum, { perClass }) => sum + (perClass[k] ?? 0), 0),
      ),
    }));
  return [
    ...sessions.map(({ id, name, perClass }) => ({
      key: `session-${id}`,
      kind: 'session' as const,
      title: name,
      perClass,
    })),
    ...sums(({ hand }) => handWord(hand), 'hand'),
    ...sums(({ background }) => background || t.backgroundUnsaid(), 'background'),
  ];
}
