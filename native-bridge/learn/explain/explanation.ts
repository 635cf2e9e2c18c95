/** Where one right number comes from. */
import type { FirstDifference } from '../result.ts';

/** The sum is without its result: "1.62 * 0.32 + ... + 0.5". */
export type Explanation = Pick<FirstDifference, 'slice' | 'filter'> & { readonly sum: string };
