import { functionSource, linesWith } from '../code/excerpt.ts';

/** Lines of the reference that add to a gradient; a changed source throws instead of highlighting a wrong line. */
const CONV_LINES = [
  'db.data[c]! += dz[position + c]!',
  'da += w[weight + c]! * d',
  'dw[weight + c]! += a * d',
  'dx[pixel]! += da',
];
const POOL_LINES = ['const share = mode', 'dAPrev.data[place]! += share[i]!'];

/** convBackward of reference/conv.ts with the lines that run in every step. */
export function convCode(source: string) {
  const excerpt = functionSource(source, 'convBackward');
  return { excerpt, running: CONV_LINES.flatMap((text) => linesWith(excerpt, text)) };
}

/** poolBackward of reference/pool.ts with the lines that run in every step. */
export function poolCode(source: string) {
  const excerpt = functionSource(source, 'poolBackward');
  return { excerpt, running: POOL_LINES.flatMap((text) => linesWith(excerpt, text)) };
}
