/**
 * Every backend, the first choice first. Loading is lazy, so that a host that runs one backend never loads another's
 * native code.
 */
import type { Network } from '../convnet/network.ts';
import { type Backend, BackendError, type BackendId } from './backend.ts';

export interface BackendRow {
  readonly id: BackendId;
  /** `auto` takes the first that is available and can train the network; lower is earlier. */
  readonly priority: number;
  readonly load: () => Promise<Backend>;
}

export const BACKENDS: readonly BackendRow[] = [
  { id: 'tensorflow', priority: 1, load: async () => (await import('./tensorflow/index.ts')).tensorflowBackend },
];

/**
 * The backend that was asked for, or the first of the table that can train the network here; `why` is for people. One
 * that must be provisioned before it runs comes after all that need not; whoever opens it provisions it first.
 * @throws BackendError where the one that was asked for cannot, or none can; it lists every one with reason and repair.
 */
export async function resolveBackend(
  wanted: 'auto' | BackendId,
  network: Network,
  table: readonly BackendRow[] = BACKENDS,
): Promise<{ backend: Backend; why: string }> {
  const rows = table.filter(({ id }) => wanted === 'auto' || id === wanted).sort((a, b) => a.priority - b.priority);
  if (rows.length === 0) {
    throw new BackendError(`There is no backend "${wanted}".`, `There are: ${table.map(({ id }) => id).join(', ')}.`);
  }
  const obstacles: Obstacle[] = [];
  for (const row of rows) {
    const backend = await row.load();
    const obstacle = await obstacleOf(backend, network);
    if (!obstacle) return { backend, why: explain(wanted, obstacles) };
    obstacles.push(obstacle);
  }
  const fixable = obstacles.find((obstacle) => obstacle.fixable);
  if (fixable) return { backend: fixable.backend, why: explain(wanted, obstacles) };
  throw nothingFits(wanted, obstacles);
}

interface Obstacle {
  readonly backend: Backend;
  readonly reason: string;
  readonly remedy: string;
  readonly fixable: boolean;
}

/** Why that backend cannot train that network here and now, or null where it can. */
async function obstacleOf(backend: Backend, network: Network): Promise<Obstacle | null> {
  const refusal = backend.refuses(network);
  if (refusal) {
    return { backend, reason: refusal, remedy: 'Choose another backend or another network.', fixable: false };
  }
  const probe = await backend.probe();
  return probe.available ? null : { backend, reason: probe.reason, remedy: probe.remedy, fixable: probe.fixable };
}

function explain(wanted: 'auto' | BackendId, passedOver: readonly Obstacle[]): string {
  if (wanted !== 'auto') return 'asked for';
  if (passedOver.length === 0) return 'the first choice on this machine';
  return `chosen since ${passedOver.map(({ backend, reason }) => `${backend.id}: ${reason}`).join(' ')}`;
}

function nothingFits(wanted: 'auto' | BackendId, obstacles: readonly Obstacle[]): BackendError {
  const who = wanted === 'auto' ? 'No backend' : `Backend "${wanted}"`;
  return new BackendError(
    `${who} ${wanted === 'auto' ? 'can' : 'cannot'} train this network here. ${obstacles.map(({ backend, reason }) => `${backend.id}: ${reason}`).join(' ')}`,
    obstacles.map(({ backend, remedy }) => `${backend.id}: ${remedy}`).join(' '),
  );
}
