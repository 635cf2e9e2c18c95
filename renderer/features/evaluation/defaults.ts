/** Defaults for what the route does not specify. */
import type { Split } from '../../../main/ipc/schemas/common.ts';
import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import { t } from './messages/index.ts';

/** In the order offered. The schema's own list cannot be used here: the page only imports types. */
export const SPLITS: readonly Split[] = ['test', 'validation', 'train'];

/** In the page's language. */
export const splitName = (split: Split): string => t[split]();

/** The first of `wish` that has pictures, or simply the first where none has. */
export function splitWithPictures({ counts }: DatasetSummary, wish: readonly Split[] = SPLITS): Split {
  return wish.find((split) => counts[split].total > 0) ?? wish[0] ?? 'test';
}

export function isSplit(text: string | null): text is Split {
  return SPLITS.some((split) => split === text);
}

/** A whole number of the route, at least 0, else null. */
export function wholeOf(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/**
 * Warning to show before the test split is used; null where there is none. A test accuracy is an honest estimate only
 * for a model that it did not help to choose.
 */
export function testWarning({ testLooks, testFrozen }: DatasetSummary, split: Split): string | null {
  if (split !== 'test') return null;
  if (testFrozen) return t.frozen();
  return testLooks < 2 ? null : t.testLooked({ n: testLooks });
}
