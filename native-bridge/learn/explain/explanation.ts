/** How one right number is computed. */
import type { FirstDifference } from '../result.ts';

/** The sum without its result: "1.62 * 0.32 + ... + 0.5". */
export type Explanation = Pick<FirstDifference, 'slice' | 'filter'> & { readonly sum: string };
