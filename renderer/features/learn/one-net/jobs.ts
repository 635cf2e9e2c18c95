/** The station's jobs for Learn's worker. */
import { traceNet } from './trace-job.ts';

export const ONE_NET_JOBS = { 'one-net': traceNet };
