/**
 * The pictures of a sweep: one copy for all trials. The test split is not here, so no trial can use it.
 */
import { ALONE, type ImageSet } from '../../datasets/dataset.ts';
import { groupedFolds } from '../../datasets/folds.ts';
import { groupedSplit } from '../../datasets/grouped-split.ts';
import { select } from '../../datasets/split.ts';
import type { Division } from './work.ts';

/** The training and validation pictures of one replicate. */
export interface Divided {
  /** Indices of the training pictures to learn from. */
  readonly learn: Int32Array;
  readonly judge: ImageSet;
  /** Source of the validation pictures: the split, and their indices in it. */
  readonly split: 'train' | 'validation';
  readonly places: Int32Array;
}

/** Divisions kept in memory with a copy of their validation pictures, 3 MB for a thousand pictures. */
const KEPT = 40;

export class SweepPictures {
  readonly train: ImageSet;
  readonly validation: ImageSet;
  readonly #divided = new Map<string, Divided>();

  constructor(splits: { readonly train: ImageSet; readonly validation: ImageSet }) {
    this.train = splits.train;
    this.validation = splits.validation;
  }

  /** @throws DatasetError if the pictures cannot be divided that way: too few of a class. */
  divide(division: Division): Divided {
    const key = JSON.stringify(division);
    const known = this.#divided.get(key);
    if (known) return known;
    const divided = this.#make(division);
    const [oldest] = this.#divided.keys();
    if (this.#divided.size >= KEPT && oldest !== undefined) this.#divided.delete(oldest);
    this.#divided.set(key, divided);
    return divided;
  }

  #make(division: Division): Divided {
    if (division.kind === 'own') {
      const { train, validation } = this;
      return {
        ...{ learn: Int32Array.from(train.labels.keys()), judge: validation },
        ...{ split: 'validation', places: Int32Array.from(validation.labels.keys()) },
      };
    }
    const { kept, taken } = this.#sides(division);
    return { learn: kept, judge: select(this.train, taken), split: 'train', places: taken };
  }

  #sides(division: Exclude<Division, { kind: 'own' }>): { kept: Int32Array; taken: Int32Array } {
    const { labels, groups = labels.map(() => ALONE) } = this.train;
    if (division.kind === 'splitOff') return groupedSplit(labels, groups, division.share, division.seed);
    const folds = groupedFolds(labels, groups, division.folds, division.seed);
    const all = Int32Array.from(labels.keys());
    return {
      kept: all.filter((i) => folds[i] !== division.fold),
      taken: all.filter((i) => folds[i] === division.fold),
    };
  }
}
