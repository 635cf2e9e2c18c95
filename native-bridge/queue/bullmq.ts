/** BullMQ without native code. Import BullMQ only through this file. */
import './plain-javascript.ts';

export { type Job, Queue, QueueEvents, UnrecoverableError, Worker } from 'bullmq';
