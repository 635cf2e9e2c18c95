/** Dataset rules that main applies itself, because starting a host would take longer than the answer: pure. */
import { groupedFolds } from '../../datasets/folds.ts';
import { groupedSplit } from '../../datasets/grouped-split.ts';
import type { Failure } from './compute-messages.ts';
import { describeFailure } from './failure.ts';

export { ALONE } from '../../datasets/dataset.ts';
export { EXPORT_FORMS, type ExportForm, formOf } from '../../datasets/export/form.ts';
export { badFilesListed } from '../../datasets/formats/bad-files.ts';
export { type PictureKind, pictureKind } from '../../datasets/formats/picture-kind.ts';
export { archiveTitle } from '../../datasets/formats/tree/file-names.ts';
export { captureGroups } from '../../datasets/grouped-split.ts';
export { centreSquare } from '../../datasets/preprocess.ts';
export { shownNames } from '../../datasets/shown-names.ts';

/**
 * Which training pictures a split takes: the same as `--validation` and `--test` with that seed.
 * @param labels (n) of the training pictures in the order of a run
 * @param groups (n) pictures that belong together, see captureGroups
 * @param names of the classes, for the reason
 * @returns indices in that list, ascending, or why it is impossible
 */
export function splitOffPictures(
  labels: Int32Array,
  groups: Int32Array,
  share: number,
  seed: number,
  names: readonly string[] = [],
): { ok: true; taken: Int32Array } | { ok: false; failure: Failure } {
  try {
    return { ok: true, taken: groupedSplit(labels, groups, share, seed, names).taken };
  } catch (error) {
    return { ok: false, failure: describeFailure(error) };
  }
}

/**
 * Whether those training pictures can be divided into folds.
 * @param labels as `splitOffPictures`; `groups` too
 * @returns (n) fold of each, or why it is impossible
 */
export function foldedPictures(
  labels: Int32Array,
  groups: Int32Array,
  folds: number,
  seed: number,
): { ok: true; folds: Int32Array } | { ok: false; failure: Failure } {
  try {
    return { ok: true, folds: groupedFolds(labels, groups, folds, seed) };
  } catch (error) {
    return { ok: false, failure: describeFailure(error) };
  }
}
