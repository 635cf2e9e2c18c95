import { samePadding, validOutput } from '../../../../native-bridge/convnet/shapes.ts';
import { t } from './messages/index.ts';

/** `valid` and `same` are TensorFlow's; a number is the assignment's explicit padding on every side. */
export type Pad = 'valid' | 'same' | number;

/** One axis of a convolution; the picture is square here. */
export interface Setting {
  readonly n: number;
  readonly f: number;
  readonly s: number;
  readonly pad: Pad;
}

export const MOST = { n: 10, f: 8, s: 6, pad: 4 } as const;
/** The 'same' convolution of the course's first example. */
export const USUAL = { n: 6, f: 3, s: 1, pad: 1 } as const;

export function readPad(text: string | null): Pad {
  if (text === 'valid' || text === 'same') return text;
  const pad = Number(text);
  return text !== null && /^\d$/.test(text) && pad <= MOST.pad ? pad : USUAL.pad;
}

export interface Sized {
  /** Zeros before (above, left of) the picture, and after it. */
  readonly before: number;
  readonly after: number;
  /** Windows along the axis; 0 where none fits. */
  readonly output: number;
  /** Rows or columns at the end of the padded picture that no window reads. */
  readonly unread: number;
}

/** The arithmetic of convnet's shape inference, on the padded axis for explicit padding. */
export function sized({ n, f, s, pad }: Setting): Sized {
  const around = pad === 'same' ? samePadding(n, f, s) : { before: 0, after: 0 };
  const [before, after] = typeof pad === 'number' ? [pad, pad] : [around.before, around.after];
  const output = validOutput(n + before + after, f, s);
  const reached = output === 0 ? 0 : (output - 1) * s + f;
  return { before, after, output, unread: output === 0 ? 0 : n + before + after - reached };
}

/** Remarks on a setting, most important first. */
export function remarks(setting: Setting): string[] {
  const { n, f, s, pad } = setting;
  const { before, after, output, unread } = sized(setting);
  if (output === 0) return [];
  const words: string[] = [];
  if (before !== after) words.push(t.oddZeros({ n: before + after, before, after }));
  if (unread > 0) words.push(t.unread({ n: unread }));
  if (s > f) words.push(t.strideLarger());
  if (output === n && s === 1 && f > 1) words.push(t.sameSize());
  if (pad === 'same' && s > 1) words.push(t.sameMeans());
  if (output > n) words.push(t.outputLarger());
  return words;
}

/** The smallest explicit padding with which one window fits. */
export function leastPad({ n, f }: Pick<Setting, 'n' | 'f'>): number {
  return Math.max(0, Math.ceil((f - n) / 2));
}
