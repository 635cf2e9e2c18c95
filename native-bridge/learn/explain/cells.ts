/** Positions in tensors: conversion between index and offset, and cutting out parts. */
import { type Tensor, zeros } from '../../reference/tensor.ts';

/** The index of the cell at `offset` in C order. */
export function indexOf(shape: readonly number[], offset: number): number[] {
  const index: number[] = [];
  let rest = offset;
  for (const n of shape.toReversed()) {
    index.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return index;
}

export function offsetOf(shape: readonly number[], index: readonly number[]): number {
  return index.reduce((offset, place, axis) => offset * shape[axis]! + place, 0);
}

export const valueAt = ({ shape, data }: Tensor, index: readonly number[]): number => data[offsetOf(shape, index)]!;

/** A tensor of that shape, filled by a function of the index. */
export function filled(shape: readonly number[], value: (index: readonly number[]) => number): Tensor {
  const result = zeros(shape);
  for (let i = 0; i < result.data.length; i++) result.data[i] = value(indexOf(shape, i));
  return result;
}
