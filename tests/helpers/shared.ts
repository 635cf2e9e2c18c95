/**
 * The real SIGNS pictures and the golden values are next to the repository (SIGNS_LAB_SHARED or ../shared). The project may
 * not redistribute them: tests that need them are skipped, with this reason, if they are missing.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const sharedFolder = resolve(process.env.SIGNS_LAB_SHARED ?? join(import.meta.dirname, '../../../shared'));
export const signsFolder = join(sharedFolder, 'datasets/signs');

/** `skip` option for node:test: false if the golden values are here, else the reason. */
export const withoutGolden: string | false = existsSync(join(sharedFolder, 'golden'))
  ? false
  : `no golden values at ${sharedFolder}/golden (set SIGNS_LAB_SHARED)`;

/** `skip` option for node:test: false if the real pictures are here, else the reason. */
export const withoutSigns: string | false = existsSync(signsFolder)
  ? false
  : `the SIGNS pictures are not at ${signsFolder} (set SIGNS_LAB_SHARED)`;

export interface GoldenTensor {
  shape: number[];
  data: number[];
}

/** One golden file, as JSON. */
export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(join(sharedFolder, 'golden', name), 'utf8')) as T;
}
