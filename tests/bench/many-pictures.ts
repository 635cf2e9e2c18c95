/** A dataset of very many different pictures, written as the lab's own version file within seconds. */
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const [SIDE, BLOCK, CHANNELS, CLASSES] = [64, 8, 3, 6];
const BLOCKS = SIDE / BLOCK;
/** Pictures per write: 48 MiB. */
const AT_ONCE = 4096;

/** Pictures of 8x8 random patches. @returns the path to import */
export function layDownPictures(folder: string, count: number): string {
  mkdirSync(join(folder, 'versions'), { recursive: true });
  const file = openSync(join(folder, 'pictures.u8'), 'w');
  for (let from = 0; from < count; from += AT_ONCE) {
    const pictures = Math.min(AT_ONCE, count - from);
    writeSync(file, patches(pictures));
  }
  closeSync(file);
  const path = join(folder, 'versions', 'many.signs.json');
  const pictures = [...Array(count).keys()];
  const train = { pictures, labels: pictures.map((id) => id % CLASSES) };
  const none = { pictures: [], labels: [] };
  const classes = [...Array(CLASSES).keys()].map(String);
  const version = { format: 1, name: 'many pictures', classes, pixels: '../pictures.u8' };
  writeFileSync(path, JSON.stringify({ ...version, splits: { train, validation: none, test: none } }));
  return path;
}

/** (count,64,64,3) */
function patches(count: number): Uint8Array {
  const colours = randomFillSync(new Uint8Array(count * BLOCKS * BLOCKS * CHANNELS));
  const out = new Uint8Array(count * SIDE * SIDE * CHANNELS);
  const row = new Uint8Array(SIDE * CHANNELS);
  let to = 0;
  for (let band = 0; band < count * BLOCKS; band++) {
    for (let block = 0; block < BLOCKS; block++) {
      const from = (band * BLOCKS + block) * CHANNELS;
      for (let i = 0; i < BLOCK * CHANNELS; i++) row[block * BLOCK * CHANNELS + i] = colours[from + (i % CHANNELS)]!;
    }
    for (let line = 0; line < BLOCK; line++, to += row.length) out.set(row, to);
  }
  return out;
}
