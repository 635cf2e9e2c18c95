/** Filters and sorts pictures. */
import { SPLITS } from '../../ipc/schemas/common.ts';
import type { Filter, Sort } from '../../ipc/schemas/dataset.ts';
import { type Columns, DELETED, EXCLUDED, PRESENT } from './columns.ts';
import { type LiveGroup, liveGroups } from './duplicates.ts';

/** A model's predictions for the pictures: (N,classes) probabilities, NaN where there is none. */
export interface ModelAnswers {
  readonly probabilities: Float32Array;
  readonly classes: number;
}

/** Ids of the pictures that match, ascending. Deleted ones never do. */
export function filterPictures(columns: Columns, filter: Filter): Uint32Array {
  const { splits, labels, firstLabels } = columns;
  const isShown = shownStates(columns, filter.excluded);
  const inSplits = SPLITS.map((split) => filter.splits?.includes(split) ?? true);
  const ofClass = filter.classes && new Set(filter.classes);
  const duplicates = filter.duplicates && duplicatePictures(columns, filter.duplicates, filter.excluded);
  const ids: number[] = [];
  for (let id = 0; id < columns.count; id++) {
    if (!isShown(id) || !inSplits[splits[id]!]) continue;
    if (ofClass && !ofClass.has(labels[id]!)) continue;
    if (filter.relabelled && labels[id] === firstLabels[id]) continue;
    if (duplicates && !duplicates.has(id)) continue;
    ids.push(id);
  }
  return Uint32Array.from(ids);
}

function shownStates({ states }: Columns, excluded: Filter['excluded']): (id: number) => boolean {
  if (excluded === 'show') return (id) => states[id] !== DELETED;
  const shown = excluded === 'only' ? EXCLUDED : PRESENT;
  return (id) => states[id] === shown;
}

/** If excluded pictures are shown too, they count as duplicates: else the pictures that `apart` excluded could not be viewed. */
function duplicatePictures(
  columns: Columns,
  which: NonNullable<Filter['duplicates']>,
  excluded: Filter['excluded'],
): Set<number> {
  const counts = shownStates(columns, excluded === 'hide' ? 'hide' : 'show');
  const groups: LiveGroup[] = [];
  if (which !== 'near') groups.push(...liveGroups(columns, 'exact', counts).values());
  if (which !== 'exact') groups.push(...liveGroups(columns, 'near', counts).values());
  const wanted = groups.filter(({ across }) => across || which !== 'across');
  return new Set(wanted.flatMap(({ pictures }) => pictures));
}

/**
 * Sorts `ids` in place. Pictures with equal values stay in the order of their ids, and those without a value come last in
 * either direction.
 */
export function sortPictures(
  columns: Columns,
  ids: Uint32Array,
  { by, descending }: Pick<Sort, 'by' | 'descending'>,
  answers: ModelAnswers | null,
): Uint32Array {
  const values = sortValues(columns, ids, by, answers); // (N); NaN where there is none
  const sign = descending ? -1 : 1;
  return ids.sort((a, b) => {
    const [x, y] = [values[a]!, values[b]!];
    if (x === y) return a - b;
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
    return x < y ? -sign : sign;
  });
}

/** (N) by picture. */
function sortValues(
  columns: Columns,
  ids: Uint32Array,
  by: Sort['by'],
  answers: ModelAnswers | null,
): Float64Array | Uint32Array {
  switch (by) {
    case 'index':
      // One split after another; within a split the index increases with the id.
      return Uint32Array.from(columns.splits, (split, id) => split * columns.count + id);
    case 'brightness':
      return columns.brightness;
    case 'blur':
      return columns.sharpness.map((sharpness) => -sharpness);
    case 'duplicates':
      return groupValues(columns, ids);
    case 'loss':
      return Float64Array.from(columns.labels, (label, id) => -Math.log(answerOf(answers, id, label)));
    case 'confidence':
      return Float64Array.from(columns.labels, (_, id) => largestAnswer(answers, id));
  }
}

/** (N) The first picture of each one's group among `ids`, so that a group is sorted together. NaN if it has none. */
function groupValues(columns: Columns, ids: Uint32Array): Float64Array {
  const selected = new Set(ids);
  const values = new Float64Array(columns.count).fill(Number.NaN);
  // Near groups come second: they contain the equal pictures too.
  for (const which of ['exact', 'near'] as const) {
    for (const { pictures } of liveGroups(columns, which, (id) => selected.has(id)).values()) {
      for (const id of pictures) values[id] = pictures[0]!;
    }
  }
  return values;
}

/** NaN if the model has no answer for that picture, or no such class. */
export function answerOf(answers: ModelAnswers | null, id: number, label: number): number {
  if (!answers || label >= answers.classes) return Number.NaN;
  return answers.probabilities[id * answers.classes + label] ?? Number.NaN;
}

function largestAnswer(answers: ModelAnswers | null, id: number): number {
  if (!answers) return Number.NaN;
  const { probabilities, classes } = answers;
  let largest = Number.NaN;
  for (let k = id * classes; k < (id + 1) * classes; k++) {
    const p = probabilities[k] ?? Number.NaN;
    if (!(p <= largest)) largest = p;
  }
  return largest;
}
