/** The station's settings, as in the address. Invalid values are replaced by defaults. */
import type { Fill } from './compute/occlusion.ts';
import { t } from './messages/index.ts';

export const METHODS = ['occlusion', 'gradient', 'grad-cam', 'change'] as const;
export type Method = (typeof METHODS)[number];

export function methodTitle(method: Method): string {
  switch (method) {
    case 'occlusion':
      return t.occlusion();
    case 'gradient':
      return t.gradient();
    case 'grad-cam':
      return t.gradCam();
    case 'change':
      return t.changeAnswer();
  }
}

/** Sizes of the patch and strides in pixels. */
export const PATCHES = [4, 8, 12, 16, 24] as const;
export const STRIDES = [1, 2, 4, 8] as const;
/** Noisy copies of SmoothGrad, and the noise's share of the picture's range. */
export const COPIES = [0, 8, 16, 32] as const;
export const NOISES = [0.05, 0.1, 0.2] as const;
/** L2 lengths of a step. */
export const LENGTHS = [0.02, 0.05, 0.1, 0.2, 0.5] as const;
/** Standard deviation in pixels of the blur of smooth changes. */
export const SMOOTH = 2;
/** Steps after which the change of the answer gives up. */
export const MOST_STEPS = 200;

export interface Settings {
  readonly method: Method;
  /** Index of the explained class among the first model's; null: the predicted one. */
  readonly explained: number | null;
  readonly patch: number;
  readonly stride: number;
  readonly fill: Fill;
  /** The measure of occlusion's drop. */
  readonly measure: 'probability' | 'score';
  readonly copies: number;
  readonly noise: number;
  readonly seed: number;
  /** Index of the target class among the first model's; null: the second most probable. */
  readonly target: number | null;
  readonly length: number;
  /** Steps are blurred, so that the change is not just noise. */
  readonly smooth: boolean;
}

export function readSettings(query: URLSearchParams): Settings {
  return {
    method: METHODS.find((method) => method === query.get('method')) ?? 'occlusion',
    explained: whole(query.get('class')),
    patch: oneOf(PATCHES, query.get('patch'), 8),
    stride: oneOf(STRIDES, query.get('stride'), 4),
    fill: query.get('fill') === 'mean' ? 'mean' : 'grey',
    measure: query.get('of') === 'score' ? 'score' : 'probability',
    copies: oneOf(COPIES, query.get('copies'), 0),
    noise: oneOf(NOISES, query.get('noise'), 0.1),
    seed: whole(query.get('seed')) ?? 1,
    target: whole(query.get('target')),
    length: oneOf(LENGTHS, query.get('length'), 0.1),
    smooth: query.get('smooth') === '1',
  };
}

/** A whole number from 0 to 999 999; null for anything else. */
function whole(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function oneOf(choices: readonly number[], text: string | null, otherwise: number): number {
  return choices.find((choice) => String(choice) === text) ?? otherwise;
}
