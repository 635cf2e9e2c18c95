/** A thread that draws a companion's pictures while others train. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { IMAGE_BYTES } from '../dataset.ts';
import type { Companion } from './companion.ts';
import { CompanionPainter } from './companion-painter.ts';
import { MASK_BYTES } from './picture.ts';

/** What is asked of it: the pictures at the places [from, to) in that epoch. */
export interface DrawingAsk {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
}

export interface DrawingAnswer extends DrawingAsk {
  /** (to - from,64,64,3) */
  readonly images: Uint8Array<ArrayBuffer>;
  /** (to - from,64,64) */
  readonly masks: Uint8Array<ArrayBuffer>;
}

const painter = new CompanionPainter(workerData as Companion);
// On Linux a priority is a thread's own: it draws when the kernels leave a core free. Elsewhere it would be the process's.
if (process.platform === 'linux') setPriority(0, 10);
parentPort!.on('message', ({ epoch, from, to }: DrawingAsk) => {
  const images = new Uint8Array((to - from) * IMAGE_BYTES);
  const masks = new Uint8Array((to - from) * MASK_BYTES);
  for (let place = from; place < to; place++) painter.draw(epoch, place, { images, masks }, place - from);
  const answer: DrawingAnswer = { epoch, from, to, images, masks };
  parentPort!.postMessage(answer, [images.buffer, masks.buffer]);
});
