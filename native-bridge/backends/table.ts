/**
 * Every backend, the first choice first. Loading is lazy, so that a host that runs one backend never loads another's
 * native code.
 */
import type { Network } from '../convnet/network.ts';
import { type Backend, BackendError, type BackendId, type ProvisionOptions } from './backend.ts';

export interface BackendRow {
  readonly id: BackendId;
  /** `auto` takes the first that is available and can train the network; lower is earlier. */
  readonly priority: number;
  readonly load: () => Promise<Backend>;
  /** Built here in seconds, without a download: `auto` chooses it also where that is still to be done. */
  readonly buildsOnFirstUse?: true;
}

export const BACKENDS: readonly BackendRow[] = [
  {
    id: 'fused-cpu',
    priority: 1,
    load: async () => (await import('./fused-cpu/index.ts')).fusedCpuBackend,
    buildsOnFirstUse: true,
  },
  { id: 'fused-wasm', priority: 2, load: async () => (await import('./fused-wasm/index.ts')).fusedWasmBackend },
  // Neither has been measured on a GPU: never before the processor's kernels, until they are.
  { id: 'fused-webgpu', priority: 4, load: async () => (await import('./fused-webgpu/index.ts')).fusedWebGpuBackend },
  { id: 'fused-cuda', priority: 5, load: async () => (await import('./fused-cuda/index.ts')).fusedCudaBackend },
  { id: 'tensorflow', priority: 3, load: async () => (await import('./tensorflow/index.ts')).tensorflowBackend },
];

/** Backends that could not be provisioned after all, each with its error. */
export type Failures = ReadonlyMap<BackendId, BackendError>;

/**
 * The backend that was asked for, or the first of the table that can train the network here; `why` is for people. One
 * that must be fetched before it runs comes after all that need not; whoever opens it provisions it first.
 * @param failures not chosen again
 * @throws BackendError if the one that was asked for cannot, or none can; it lists every one with reason and repair.
 */
export async function resolveBackend(
  wanted: 'auto' | BackendId,
  network: Network,
  table: readonly BackendRow[] = BACKENDS,
  failures: Failures = new Map(),
): Promise<{ backend: Backend; why: string }> {
  const rows = table.filter(({ id }) => wanted === 'auto' || id === wanted).sort((a, b) => a.priority - b.priority);
  if (rows.length === 0) {
    throw new BackendError(`There is no backend "${wanted}".`, `There are: ${table.map(({ id }) => id).join(', ')}.`);
  }
  const obstacles: Obstacle[] = [];
  for (const { id, load, buildsOnFirstUse } of rows) {
    const backend = await load();
    const failure = failures.get(id);
    const obstacle = failure ? failed(backend, failure) : await obstacleOf(backend, network);
    if (!obstacle || (obstacle.fixable && buildsOnFirstUse)) return { backend, why: explain(wanted, obstacles) };
    obstacles.push(obstacle);
  }
  const fixable = obstacles.find((obstacle) => obstacle.fixable);
  if (fixable) return { backend: fixable.backend, why: explain(wanted, obstacles) };
  throw nothingFits(wanted, obstacles);
}

/**
 * The same, provisioned where that was still to be done. Where `auto` chose a backend that then cannot be provisioned,
 * the next one is taken, and `why` holds the failure.
 * @throws BackendError as above, or what the provisioning of the one that was asked for says.
 */
export async function provideBackend(
  wanted: 'auto' | BackendId,
  network: Network,
  options: ProvisionOptions,
  table: readonly BackendRow[] = BACKENDS,
): Promise<{ backend: Backend; why: string }> {
  const failures = new Map<BackendId, BackendError>();
  for (;;) {
    const chosen = await resolveBackend(wanted, network, table, failures);
    try {
      await provide(chosen.backend, options);
      return chosen;
    } catch (error) {
      if (wanted !== 'auto' || !(error instanceof BackendError)) throw error;
      failures.set(chosen.backend.id, error);
    }
  }
}

/** Fetches or builds the backend's native code where it is missing and may be had. */
async function provide(backend: Backend, options: ProvisionOptions): Promise<void> {
  const probe = await backend.probe();
  if (!probe.available && probe.fixable) await backend.provision?.(options);
}

interface Obstacle {
  readonly backend: Backend;
  readonly reason: string;
  readonly remedy: string;
  readonly fixable: boolean;
}

/** Why that backend cannot train that network here and now, or null if it can. */
async function obstacleOf(backend: Backend, network: Network): Promise<Obstacle | null> {
  const refusal = backend.refuses(network);
  if (refusal) {
    return { backend, reason: refusal, remedy: 'Choose another backend or another network.', fixable: false };
  }
  const probe = await backend.probe();
  return probe.available ? null : { backend, reason: probe.reason, remedy: probe.remedy, fixable: probe.fixable };
}

function failed(backend: Backend, { message, remedy }: BackendError): Obstacle {
  return { backend, reason: message, remedy, fixable: false };
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
