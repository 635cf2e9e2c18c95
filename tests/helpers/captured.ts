/** Pictures as the capture page sends them: each number has its own, which can be computed again. */
import sharp from 'sharp';
import { preprocess } from '../../datasets/preprocess.ts';
import type { Asked } from '../../main/ipc/contract.ts';
import type { Lab } from '../../main/services/lab.ts';

export const SQUARE = 96;

/** (96,96,3): 24 x 24 blocks of colour drawn from the number (32-bit linear congruential, constants of Knuth). */
export function square(number: number): Uint8Array {
  const blocks = new Uint8Array(24 * 24 * 3);
  let state = (number + 1) * 2654435761;
  for (let i = 0; i < blocks.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    blocks[i] = state >>> 24;
  }
  return Uint8Array.from({ length: SQUARE * SQUARE * 3 }, (_, i) => {
    const [row, column, channel] = [Math.floor(i / (SQUARE * 3)), Math.floor(i / 3) % SQUARE, i % 3];
    return blocks[(Math.floor(row / 4) * 24 + Math.floor(column / 4)) * 3 + channel]!;
  });
}

export async function png(number: number): Promise<Uint8Array> {
  const raw = { width: SQUARE, height: SQUARE, channels: 3 } as const;
  return sharp(square(number), { raw }).png({ compressionLevel: 1 }).toBuffer();
}

/** (64,64,3) */
export const seen = (number: number): Uint8Array =>
  preprocess({ width: SQUARE, height: SQUARE, channels: 3, data: square(number) });

export const CROP = { width: 160, height: 120, x: 20, y: 10, size: SQUARE, flipped: false };

export async function capture(lab: Lab, session: number, number: number, label: number, burst: number) {
  const asked: Asked<'captures.add'> = { session, burst, label, png: await png(number), crop: CROP };
  return lab.handlers['captures.add'](asked);
}

export const begin = async (lab: Lab, dataset: number, name = 'Evening', split: 'train' | 'test' = 'train') =>
  lab.handlers['captures.begin']({ dataset, name, hand: 'left', background: 'wall', camera: 'C', split });
