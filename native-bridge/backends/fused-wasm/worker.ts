/** A thread of the team: an instance of the module on the shared memory that waits for work until the process ends. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Exports, WorkerData } from './module.ts';

const { module, memory, worker, stackEnd } = workerData as WorkerData;
const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
exports.__stack_pointer.value = stackEnd;
parentPort!.postMessage('ready');
exports.serve(worker);
