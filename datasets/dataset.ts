/**
 * The main types of this folder: pictures `uint8` (N,64,64,3) RGB in C order, integer labels, class names, explicit splits.
 */

/** Height and width in pixels of every picture that a network sees. */
export const IMAGE_SIZE = 64;
/** Red, green, blue. */
export const CHANNELS = 3;
/** Bytes of one picture: 64 x 64 x 3 = 12288. */
export const IMAGE_BYTES = IMAGE_SIZE * IMAGE_SIZE * CHANNELS;

export const SPLIT_NAMES = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof SPLIT_NAMES)[number];

/** The pictures of one split. An empty split has count 0. */
export interface ImageSet {
  readonly count: number;
  /** (count,64,64,3) RGB, C order. */
  readonly images: Uint8Array;
  /** (count), each in [0, classes). */
  readonly labels: Int32Array;
  /** Where each picture came from (a file path, `train_signs.h5#17`, `synthetic#17`), for display. */
  readonly sources: readonly string[];
  /** (count) Pictures of one group stay in one split. ALONE: in no group. Absent: all are alone. */
  readonly groups?: Int32Array;
  /** (count,64,64) How much of each pixel the hand covers, 0 to 255, exactly; only for drawn pictures. */
  readonly masks?: Uint8Array;
}

/** Group of a picture that is in no group. */
export const ALONE = -1;

export interface Dataset {
  readonly name: string;
  /** Class names; a label is an index into this list. */
  readonly classes: readonly string[];
  readonly splits: Readonly<Record<SplitName, ImageSet>>;
  /** Hex SHA-256 over the pixels and labels of all splits, see `hashDataset`. */
  readonly sha256: string;
  /** How data that are not in the plain form were interpreted, one line each, for display. */
  readonly notes?: readonly string[];
}

/** Progress of a long step; `total` is in the same unit as `done`. */
export type OnProgress = (progress: { step: string; done: number; total: number }) => void;

/**
 * An error that is not a bug: a file that is missing, truncated or foreign. The message names the file and the reason,
 * `remedy` how to fix it. Every top-level folder has such a class; users see `message` and `remedy`, never a stack.
 */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
  readonly remedy: string;
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}
