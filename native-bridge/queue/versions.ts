/**
 * Versions that must match on every machine of a sweep, so that a trial's numbers do not depend on where it is trained.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BACKEND_IDS, type BackendId } from '../backends/backend.ts';
import { readSources } from '../backends/fused-cpu/installation.ts';

/** Version of keys, cards and jobs. Incremented with every change that an older worker would misunderstand. */
export const PROTOCOL = 1;

export const Versions = z.strictObject({
  protocol: z.int(),
  /** Version of Signs Lab. */
  lab: z.string(),
  backend: z.enum(BACKEND_IDS),
  /** 12 hexadecimal digits of the SHA-256 of the kernels' sources. */
  kernels: z.string(),
});
export type Versions = z.infer<typeof Versions>;

/** Read once, because the running code is that of the start. */
let own: Omit<Versions, 'backend'> | null = null;

export function ownVersions(backend: BackendId): Versions {
  own ??= { protocol: PROTOCOL, lab: labVersion(), kernels: kernelsHash() };
  return { ...own, backend };
}

function labVersion(): string {
  const manifest = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}

/** Processor and system are left out: they only affect rounding in the last digits, which a sweep's scores tolerate. */
function kernelsHash(): string {
  const hash = createHash('sha256');
  for (const [name, bytes] of readSources()) hash.update(`\0${name}\0`).update(bytes);
  return hash.digest('hex').slice(0, 12);
}

/** Why a worker with these versions cannot work on a sweep with those, in one sentence; null if it can. */
export function mismatch(sweep: Versions, worker: Versions): string | null {
  const pairs: readonly (readonly [name: string, sweep: unknown, worker: unknown])[] = [
    ["the queue's protocol", sweep.protocol, worker.protocol],
    ['Signs Lab', sweep.lab, worker.lab],
    ['the kernels', sweep.kernels, worker.kernels],
  ];
  const different = pairs.find(([, one, other]) => one !== other);
  if (!different) return null;
  const [name, one, other] = different;
  return `It has version ${other} of ${name}, the sweep has ${one}: use the same Signs Lab on both machines.`;
}
