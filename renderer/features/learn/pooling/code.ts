import type { PoolMode } from '../../../../native-bridge/reference/pool.ts';
import { type Excerpt, functionSource, linesWith } from '../code/excerpt.ts';

export interface RunningCode {
  readonly name: string;
  readonly excerpt: Excerpt;
  readonly running: readonly number[];
}

/**
 * What the reference runs for one window: forward, then backward.
 * @param pool text of reference/pool.ts
 * @param gradient text of reference/pool-gradient.ts
 * @throws Error where the source has changed and no longer has these lines
 */
export function codeOf(pool: string, gradient: string, mode: PoolMode): RunningCode[] {
  const piece = (source: string, name: string, text: string): RunningCode => {
    const excerpt = functionSource(source, name);
    return { name, excerpt, running: linesWith(excerpt, text) };
  };
  return mode === 'max'
    ? [
        // untranslated: code that is searched for
        piece(pool, 'maximum', 'Math.max(a, b)'),
        piece(gradient, 'createMaskFromWindow', 'value === max'),
        piece(pool, 'maxShare', 'one * d'),
      ]
    : [piece(pool, 'mean', 'values.length'), piece(gradient, 'distributeValue', 'dz / a.data.length')];
}
