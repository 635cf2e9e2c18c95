/** A thread that draws scenes while others train. */
import { parentPort } from 'node:worker_threads';
import { drawScenes } from './scenes.ts';

/** A request for scenes [from, from + count) to train on. */
export interface ScenesAsk {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
}

parentPort!.on('message', ({ seed, from, count }: ScenesAsk) => {
  const scenes = drawScenes(seed, 'train', from, count);
  parentPort!.postMessage(scenes, [scenes.images.buffer]);
});
