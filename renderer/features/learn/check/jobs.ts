/** The station's job for Learn's worker. */
import { type Checked, checked } from './answer/checking.ts';
import type { CheckTask } from './answer/question.ts';

// biome-ignore lint/correctness/useYield: there is nothing to show before the answer.
function* checkOf(task: CheckTask): Generator<never, Checked> {
  return checked(task);
}

export const CHECK_JOBS = { 'check-my-work': checkOf };
