/**
 * Imports a zip of very many camera-sized JPEGs into the lab: time compared with only decoding the same pictures with sharp,
 * memory of the lab's main process, and a cancellation halfway.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { type Outgoing, whole } from '../../datasets/export/outgoing.ts';
import { intoZip } from '../../datasets/export/sinks.ts';
import type { ImportStep } from './importing-step.ts';

export const PICTURES = 50_000;
const [WIDTH, HEIGHT, CLASSES] = [640, 480, 6];

export interface ImportFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string;
  readonly met: boolean;
  readonly how: string;
}

/** Decoding, import, cancelled import, decoding: each in a separate process, in that order. */
export async function benchImport(pictures: number, say: (step: string) => void): Promise<ImportFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'signs-import-'));
  try {
    const zip = join(folder, 'signs.zip');
    say(`drawing ${pictures} JPEGs of ${WIDTH} x ${HEIGHT} into a zip`);
    await intoZip(zip, drawn(pictures), () => {});
    const size = statSync(zip).size / 1e9;
    say(`${size.toFixed(2)} GB: decoding with sharp`);
    const first = await step('decode', zip, join(folder, 'none'));
    say('import');
    const imported = await step('import', zip, join(folder, 'lab'));
    if (imported.pictures !== pictures) throw new Error(`${imported.pictures} of ${pictures} pictures were imported`);
    say('import, cancelled halfway');
    const cancelled = await step('cancel', zip, join(folder, 'cancelled'));
    const left = readdirSync(join(folder, 'cancelled'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('lab.sqlite'));
    say('decoding with sharp again');
    const last = await step('decode', zip, join(folder, 'none'));
    const decoding = (first.seconds + last.seconds) / 2;
    const ratio = imported.seconds / decoding;
    const of = `${pictures} JPEGs of ${WIDTH} x ${HEIGHT} in a zip of ${size.toFixed(2)} GB, ${availableParallelism()} cores`;
    const decoded = `decoding them with sharp alone ${first.seconds.toFixed(1)} and ${last.seconds.toFixed(1)} s`;
    return [
      figure(
        'import, to decoding with sharp',
        ratio,
        '',
        ['<= 1.2', ratio <= 1.2],
        `${of}: ${imported.seconds.toFixed(1)} s; ${decoded}`,
      ),
      figure(
        'memory of main during the import',
        imported.mebibytes,
        ' MiB',
        ['< 400', imported.mebibytes < 400],
        'peak resident set',
      ),
      figure(
        'a cancel halfway',
        cancelled.seconds,
        ' s',
        ['nothing left', left.length === 0],
        left.join(', ') || 'no file is left',
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function figure(
  name: string,
  value: number,
  unit: string,
  [target, met]: [string, boolean],
  how: string,
): ImportFigure {
  return { name, value, unit, target, met, how };
}

async function step(what: ImportStep['what'], zip: string, lab: string): Promise<ImportStep> {
  const program = join(import.meta.dirname, 'importing-step.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, what, zip, lab]);
  return JSON.parse(stdout) as ImportStep;
}

/** Encoded as they are written, as many at once as there are cores. */
async function* drawn(pictures: number): Outgoing {
  const ahead: Promise<Buffer>[] = [];
  for (let number = 0; number < pictures; number++) {
    while (ahead.length < availableParallelism() && number + ahead.length < pictures) ahead.push(jpeg());
    yield whole(`train/${number % CLASSES}/${number}.jpg`, await ahead.shift()!);
  }
}

/** Random colours with soft borders and camera noise: about as many bytes as a photograph. */
function jpeg(): Promise<Buffer> {
  const [width, height, channels] = [WIDTH / 16, HEIGHT / 16, 3] as const;
  return sharp(randomBytes(width * height * channels), { raw: { width, height, channels } })
    .resize(WIDTH, HEIGHT, { kernel: 'cubic' })
    .jpeg({ quality: 90 })
    .toBuffer();
}
