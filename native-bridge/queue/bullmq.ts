/** BullMQ, without native code. Its own files are not to be imported past this one. */
import './plain-javascript.ts';

export { type Job, Queue, QueueEvents, UnrecoverableError, Worker } from 'bullmq';
