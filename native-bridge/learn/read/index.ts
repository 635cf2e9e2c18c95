/**
 * Readers of a learner's files and text: .npy files and pasted text. Pure and strict; nothing is ever evaluated or
 * unpickled.
 */

export { ReadError } from '../../../datasets/formats/numpy/read-error.ts';
export { MAX_CELLS, type ReadArray } from './arrays.ts';
export { isNpy, readNpy, writeNpy } from './npy.ts';
export { outputsOf } from './outputs.ts';
export { MAX_TEXT, type Pasted, readArrays, readPasted } from './pasted.ts';
