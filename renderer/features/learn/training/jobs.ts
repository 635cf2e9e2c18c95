/** The station's jobs for the room's worker. */
import { mapsOf } from './compute/maps-job.ts';
import { sliceOf } from './compute/slice-job.ts';
import { stepOf } from './compute/step-job.ts';

export const TRAINING_JOBS = { 'training-maps': mapsOf, 'training-step': stepOf, 'training-slice': sliceOf };
