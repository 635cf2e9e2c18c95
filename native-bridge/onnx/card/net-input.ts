/// <reference lib="es2025.float16" />
/** Converts the bytes of pictures to a net's input. Pure, because a standalone page prepares them with it too. */
import { CHANNELS } from '../../../datasets/dataset.ts';
import type { Card, Scale } from './card.ts';
import { channelCount } from './channels.ts';
import type { InputType } from './signature.ts';

export type NetNumbers = Uint8Array | Float32Array | Float64Array | Float16Array;

/** Luma as in ITU-R BT.601 and Pillow's `convert('L')`: (19595 R + 38470 G + 7471 B + 2^15) / 2^16. */
const LUMA = [19595, 38470, 7471] as const;
/** The index of the RGB byte for each of the net's channels. */
const ORDER = { RGB: [0, 1, 2], BGR: [2, 1, 0] } as const;

/**
 * @param rgb (count,height,width,3)
 * @returns (count,channels,height,width) or (count,height,width,channels), depending on the card
 */
export function netNumbers(
  rgb: Uint8Array,
  card: Pick<Card, 'layout' | 'size' | 'channels' | 'scale'>,
  type: InputType,
): NetNumbers {
  const pixels = card.size[0] * card.size[1];
  const channels = channelCount(card.channels);
  const out = emptyNumbers(type, (rgb.length / CHANNELS) * channels);
  const [pixelStep, channelStep] = card.layout === 'NCHW' ? [1, pixels] : [channels, 1];
  const count = rgb.length / CHANNELS / pixels;
  for (let channel = 0; channel < channels; channel++) {
    const scaled = Float64Array.from({ length: 256 }, (_, byte) => scaledByte(byte, card.scale, channel));
    for (let n = 0; n < count; n++) {
      const to = n * pixels * channels + channel * channelStep;
      for (let p = 0, from = n * pixels * CHANNELS; p < pixels; p++, from += CHANNELS) {
        out[to + p * pixelStep] = scaled[byteOf(rgb, from, card.channels, channel)]!;
      }
    }
  }
  return out;
}

/** (height,width,3) RGB as the net sees it: grey if its input is grey. */
export function asTaken(rgb: Uint8Array, card: Pick<Card, 'size' | 'channels'>): Uint8Array {
  if (card.channels !== 'grey') return rgb;
  const grey = netNumbers(rgb, { ...card, layout: 'NCHW', scale: '0..255' }, 'uint8');
  return Uint8Array.from({ length: rgb.length }, (_, i) => grey[Math.floor(i / CHANNELS)]!);
}

function byteOf(rgb: Uint8Array, from: number, channels: Card['channels'], channel: number): number {
  if (channels !== 'grey') return rgb[from + ORDER[channels][channel]!]!;
  return (rgb[from]! * LUMA[0] + rgb[from + 1]! * LUMA[1] + rgb[from + 2]! * LUMA[2] + 0x8000) >> 16;
}

function scaledByte(byte: number, scale: Scale, channel: number): number {
  switch (scale) {
    case '0..255':
      return byte;
    case '0..1':
      return byte / 255;
    case '-1..1':
      return byte / 127.5 - 1;
    default:
      return (byte / 255 - scale.mean[channel]!) / scale.std[channel]!;
  }
}

export function emptyNumbers(type: InputType, length: number): NetNumbers {
  switch (type) {
    case 'uint8':
      return new Uint8Array(length);
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'float16':
      return new Float16Array(length);
  }
}
