import { WorkError } from '../tuning/work.ts';

/** A piece that nobody has begun, and nobody is left to begin it: it counts as no attempt, another crew may have it. */
export class GivenBack extends WorkError {}
