/** How long storing a captured picture takes, in a dataset of few pictures and of ten thousand. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserShell } from '../../main/browser-shell.ts';
import { openLab } from '../../main/services/lab.ts';
import { begin, CROP, png } from '../helpers/captured.ts';

const PICTURES = 10_000;
/** Number of pictures for the median. */
const SOME = 500;
/** Pictures per burst. */
const BURST = 30;

export interface CaptureFigures {
  readonly pictures: number;
  /** Median ms from the PNG to the answer, for the first and the last pictures. */
  readonly first: number;
  readonly last: number;
  readonly ratio: number;
}

/** Adds pictures one after another through the service, with a new session every thousand. */
export async function benchCaptures(onStep: (step: string) => void): Promise<CaptureFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'signs-captures-'));
  const lab = openLab(folder, browserShell());
  try {
    const { id: dataset } = await lab.handlers['captures.create']({ name: 'Bench', classes: ['a', 'b', 'c'] });
    let session = 0;
    const times = new Float64Array(PICTURES);
    for (let number = 0; number < PICTURES; number++) {
      if (number % 1000 === 0) {
        onStep(`${number} of ${PICTURES} pictures`);
        session = (await begin(lab, dataset, `Session ${number / 1000}`)).id;
      }
      const bytes = await png(number);
      const burst = Math.floor(number / BURST);
      const began = performance.now();
      await lab.handlers['captures.add']({ session, burst, label: burst % 3, png: bytes, crop: CROP });
      times[number] = performance.now() - began;
    }
    const [first, last] = [median(times.subarray(0, SOME)), median(times.subarray(-SOME))];
    return { pictures: PICTURES, first, last, ratio: last / first };
  } finally {
    await lab.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (values: Float64Array): number => values.toSorted()[Math.floor(values.length / 2)]!;
