/**
 * Every backend, with its priority. Loading is lazy, so that a host that runs one backend never loads the native code of
 * another.
 */
import type { Network } from '../convnet/network.ts';
import { type Backend, BackendError, type BackendId, type ProvisionOptions } from './backend.ts';

export interface BackendRow {
  readonly id: BackendId;
  /** `auto` takes the first that is available and can train the network; lower comes first. */
  readonly priority: number;
  readonly load: () => Promise<Backend>;
  /** Built on this machine in seconds, without a download: `auto` chooses it even if it is not built yet. */
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
  // Neither has been measured on a GPU; until then they come after the processor's kernels.
  { id: 'fused-webgpu', priority: 4, load: async () => (await import('./fused-webgpu/index.ts')).fusedWebGpuBackend },
  { id: 'fused-cuda', priority: 5, load: async () => (await import('./fused-cuda/index.ts')).fusedCudaBackend },
  { id: 'tensorflow', priority: 3, load: async () => (await import('./tensorflow/index.ts')).tensorflowBackend },
];

/** Backends whose provisioning failed, each with its error. */
export type Failures = ReadonlyMap<BackendId, BackendError>;

/**
 * The requested backend, or the first of the table that can train the network here; `why` is for people. A backend that
 * must be downloaded first comes after all others; the caller has to provision it before opening it.
 * @param failures not chosen again
 * @throws BackendError if the requested one cannot train it, or none can, listing every one with reason and remedy.
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
 * The same, and provisions the backend if necessary. If `auto` chose a backend whose provisioning fails, the next one is
 * used, and `why` contains the failure.
 * @throws BackendError as above, or if provisioning the requested backend fails.
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

/** Downloads or builds the backend's native code if it is missing and available. */
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

/** Why that backend cannot train that network here and now; null if it can. */
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
  return `chosen because ${passedOver.map(({ backend, reason }) => `${backend.id}: ${reason}`).join(' ')}`;
}

function nothingFits(wanted: 'auto' | BackendId, obstacles: readonly Obstacle[]): BackendError {
  const who = wanted === 'auto' ? 'No backend' : `Backend "${wanted}"`;
  return new BackendError(
    `${who} ${wanted === 'auto' ? 'can' : 'cannot'} train this network here. ${obstacles.map(({ backend, reason }) => `${backend.id}: ${reason}`).join(' ')}`,
    obstacles.map(({ backend, remedy }) => `${backend.id}: ${remedy}`).join(' '),
  );
}
