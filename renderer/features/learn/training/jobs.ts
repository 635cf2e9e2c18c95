/** The station's jobs for Learn's worker. */
import { mapsOf } from './compute/maps-job.ts';
import { normsOf } from './compute/norms-job.ts';
import { sliceOf } from './compute/slice-job.ts';
import { stepOf } from './compute/step-job.ts';

export const TRAINING_JOBS = {
  'training-maps': mapsOf,
  'training-norms': normsOf,
  'training-slice': sliceOf,
  'training-step': stepOf,
};
