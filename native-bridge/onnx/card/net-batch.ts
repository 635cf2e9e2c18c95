/** Arranges the numbers of pictures for one call of a net. Pure, because a standalone page runs nets with it too. */
import type { Card } from './card.ts';
import { channelCount } from './channels.ts';
import { emptyNumbers, type NetNumbers } from './net-input.ts';
import type { InputType } from './signature.ts';

export type Form = Pick<Card, 'layout' | 'size' | 'channels'>;

/** (channels,height,width) or (height,width,channels). */
export function pictureShape({ layout, size: [height, width], channels }: Form): [number, number, number] {
  const count = channelCount(channels);
  return layout === 'NCHW' ? [count, height, width] : [height, width, count];
}

/**
 * For nets with a fixed batch: repeats the last picture until the batch is full.
 * @param length of the whole batch, `picture` of one picture; counted in numbers
 */
export function filledUp(
  numbers: NetNumbers,
  { type, length, picture }: { readonly type: InputType; readonly length: number; readonly picture: number },
): NetNumbers {
  if (numbers.length === length) return numbers;
  const full = emptyNumbers(type, length);
  full.set(numbers);
  for (let at = numbers.length; at < length; at += picture) full.set(numbers.slice(numbers.length - picture), at);
  return full;
}
