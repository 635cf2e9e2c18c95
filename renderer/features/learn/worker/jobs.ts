import { CHECK_JOBS } from '../check/jobs.ts';
import { ONE_NET_JOBS } from '../one-net/jobs.ts';
import { TRAINING_JOBS } from '../training/jobs.ts';
import { WHY_JOBS } from '../why/jobs.ts';

/** Every job of the worker by name: one line per station. The page only imports the type. */
export const JOBS = { ...CHECK_JOBS, ...ONE_NET_JOBS, ...TRAINING_JOBS, ...WHY_JOBS };

export type Jobs = typeof JOBS;
