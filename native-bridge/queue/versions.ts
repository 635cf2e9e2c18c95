/** What must be alike on every machine that works on one sweep, so that a trial's numbers do not depend on who trained it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BACKEND_IDS, type BackendId } from '../backends/backend.ts';
import { readSources } from '../backends/fused-cpu/installation.ts';

/** Of keys, cards and jobs. Raised with every change that an older worker would misunderstand. */
export const PROTOCOL = 1;

export const Versions = z.strictObject({
  protocol: z.int(),
  /** Of Signs Lab. */
  lab: z.string(),
  backend: z.enum(BACKEND_IDS),
  /** 12 hexadecimal digits of the SHA-256 of the kernels' sources. */
  kernels: z.string(),
});
export type Versions = z.infer<typeof Versions>;

/** Read once: what runs is what was there at the start. */
let own: Omit<Versions, 'backend'> | null = null;

export function ownVersions(backend: BackendId): Versions {
  own ??= { protocol: PROTOCOL, lab: labVersion(), kernels: kernelsHash() };
  return { ...own, backend };
}

function labVersion(): string {
  const manifest = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}

/** Processor and system are left out: another one rounds otherwise in the last digits, which a sweep's scores outlive. */
function kernelsHash(): string {
  const hash = createHash('sha256');
  for (const [name, bytes] of readSources()) hash.update(`\0${name}\0`).update(bytes);
  return hash.digest('hex').slice(0, 12);
}

/** Why a worker of those versions cannot work on a sweep of these, in one sentence; null if it can. */
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
