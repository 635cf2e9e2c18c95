/** The cards that a sweep and its workers publish on the server, as JSON. */
import { z } from 'zod';
import { PROTOCOL, Versions } from './versions.ts';

/** A sweep that wants workers. */
export const SweepCard = z.strictObject({
  sweep: z.string(),
  /** The name that people see. */
  title: z.string(),
  versions: Versions,
  judge: z.enum(['validationAccuracy', 'validationLoss']),
  pictures: z.strictObject({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int().min(0),
    /** Bytes of every chunk except the last. */
    chunk: z.int().min(1),
  }),
});
export type SweepCard = z.infer<typeof SweepCard>;

export const WorkerState = z.discriminatedUnion('kind', [
  /** Takes pieces. */
  z.strictObject({ kind: z.literal('ready') }),
  /** Downloads pictures, builds kernels. */
  z.strictObject({ kind: z.literal('preparing') }),
  /** Works on another sweep. */
  z.strictObject({ kind: z.literal('elsewhere') }),
  /** Cannot work on this one. */
  z.strictObject({ kind: z.literal('refused'), reason: z.string() }),
]);
export type WorkerState = z.infer<typeof WorkerState>;

/** A worker, as seen by each sweep. */
export const WorkerCard = z.object({
  name: z.string(),
  lanes: z.int().min(1),
  state: WorkerState,
  /** Incremented with every sign of life, so that no common clock is needed. */
  beat: z.int().min(0),
});
export type WorkerCard = z.infer<typeof WorkerCard>;

const AnyCard = z.object({ versions: z.object({ protocol: z.int() }) });

/** Parses a sweep's card; a string says why it cannot be read. */
export function readSweepCard(json: string): SweepCard | string {
  const value = parsed(json);
  const card = SweepCard.safeParse(value);
  if (card.success) return card.data;
  const any = AnyCard.safeParse(value);
  const other = any.success ? `version ${any.data.versions.protocol}` : 'an unknown version';
  return `The sweep uses ${other} of the queue's protocol, this worker version ${PROTOCOL}: use the same Signs Lab on both machines.`;
}

/** Null if it was written with a different protocol. */
export function readWorkerCard(json: string): WorkerCard | null {
  return WorkerCard.safeParse(parsed(json)).data ?? null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
