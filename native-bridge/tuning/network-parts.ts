/** Finds the parts of a list of layers that a search space can change. */
import type { Layer } from '../convnet/network.ts';

export interface Block {
  /** Index of its convolution. */
  readonly conv: number;
  /** Index after its relu and batch norm, before its pool: the end of the part that can be repeated. */
  readonly repeatable: number;
  /** Index of the next convolution, or of the first flatten or dense layer. */
  readonly end: number;
}

/** Every convolution with the layers that follow it. */
export function blocksOf(layers: readonly Layer[]): Block[] {
  return layers.flatMap(({ kind }, conv) => {
    if (kind !== 'conv') return [];
    const repeatable = firstFrom(layers, conv + 1, (next) => next !== 'relu' && next !== 'batchNorm');
    const end = firstFrom(layers, conv + 1, (next) => next === 'conv' || next === 'flatten' || next === 'dense');
    return [{ conv, repeatable, end }];
  });
}

export function hasBatchNorm(layers: readonly Layer[], { conv, end }: Block): boolean {
  return layers.slice(conv, end).some(({ kind }) => kind === 'batchNorm');
}

/** Index of the last dense layer, which gives the logits; -1 if there is none. */
export function lastDense(layers: readonly Layer[]): number {
  return layers.findLastIndex(({ kind }) => kind === 'dense');
}

/** The dropout directly before the last dense layer, with its index; null if there is none. */
export function lastDropout(layers: readonly Layer[]): { index: number; rate: number } | null {
  const index = lastDense(layers) - 1;
  const layer = layers[index];
  return layer?.kind === 'dropout' ? { index, rate: layer.rate } : null;
}

function firstFrom(layers: readonly Layer[], from: number, ends: (kind: Layer['kind']) => boolean): number {
  const index = layers.findIndex(({ kind }, i) => i >= from && ends(kind));
  return index < 0 ? layers.length : index;
}
