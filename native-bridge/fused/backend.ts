/** Shared code of the backends that use the fused kernels, whatever these are compiled to. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import {
  type Backend,
  BackendError,
  type BackendId,
  type KernelFigures,
  type Opening,
  type Probe,
  type ProvisionOptions,
  type StageFigures,
} from '../backends/backend.ts';
import type { Network } from '../convnet/network.ts';
import { inferShapes } from '../convnet/shapes.ts';
import { sizeOf } from '../convnet/tensor.ts';
import type { Engine } from './engine.ts';
import { planOf } from './plan.ts';
import { FusedSession } from './session.ts';

/** Whether the kernels are available; device and version are the same for all. */
export type KernelsProbe =
  | Omit<Extract<Probe, { available: true }>, 'device' | 'version'>
  | Extract<Probe, { available: false }>;

/** What is specific to one form of the kernels (addon, WebAssembly). */
export interface FusedForm {
  readonly id: BackendId;
  readonly concurrentSessions: boolean;
  /** Available bytes; a session takes at most four fifths. */
  readonly memory: number;
  /** Only reads files. */
  probe(): Promise<KernelsProbe>;
  /** @throws BackendError if the kernels cannot be loaded. */
  engine(threads: number): Promise<Engine>;
  provision?(options: ProvisionOptions): Promise<void>;
}

const SESSION_SHARE = 0.8;
/** Mini-batch size for the estimate and the measurement: that of most runs. */
const BATCH = 64;
/** Maximum number of threads (addon.cc). */
const MOST_THREADS = 256;

export function fusedBackend(form: FusedForm): Backend {
  const engines = new Map<number, Engine>();
  /** Probes once, because a loaded library stays, and a search opens many sessions. */
  const engineOf = async (threads: number): Promise<Engine> => {
    const loaded = engines.get(threads);
    if (loaded) return loaded;
    const probe = await form.probe();
    if (!probe.available) throw new BackendError(`${form.id} cannot run: ${probe.reason}`, probe.remedy);
    const engine = await form.engine(threads);
    engines.set(threads, engine);
    return engine;
  };
  const open = async (opening: Opening) => {
    const threads = opening.threads ?? threadCount();
    requireThreads(threads);
    const engine = await engineOf(threads);
    return { threads, session: new FusedSession(engine, opening, SESSION_SHARE * form.memory) };
  };
  return {
    ...{ id: form.id, concurrentSessions: form.concurrentSessions },
    probe: async () => describe(await form.probe()),
    refuses: (network) => refusal(network, form.memory),
    open: async (opening) => (await open(opening)).session,
    async measure(opening) {
      const { threads, session } = await open(opening);
      try {
        return kernelFigures(session, opening, threads);
      } finally {
        await session.dispose();
      }
    },
    async inspect() {
      const { threads, target } = await form.engine(threadCount());
      return { device: deviceOf(threads), cuda: false, version: `fused kernels, ${target}` };
    },
    ...(form.provision && { provision: form.provision }),
  };
}

/** An invalid setting makes the backend unavailable, so that `doctor` can report it. */
function describe(probe: KernelsProbe): Probe {
  if (!probe.available) return probe;
  try {
    return { ...probe, device: deviceOf(threadCount()), version: 'fused kernels' };
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    return { available: false, reason: error.message, remedy: error.remedy, fixable: false };
  }
}

function deviceOf(threads: number): string {
  return `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

const Threads = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(MOST_THREADS));

/**
 * SIGNS_LAB_THREADS, or as many as this process can run at once.
 * @throws BackendError if the setting is not a number of threads.
 */
export function threadCount(environment: NodeJS.ProcessEnv = process.env): number {
  const given = environment.SIGNS_LAB_THREADS;
  if (!given) return Math.min(availableParallelism(), MOST_THREADS);
  const threads = Threads.safeParse(given);
  if (threads.success) return threads.data;
  throw new BackendError(
    `SIGNS_LAB_THREADS is "${given}", which is not a number of threads.`,
    `Give a whole number from 1 to ${MOST_THREADS}, or unset it.`,
  );
}

function requireThreads(threads: number): void {
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return;
  throw new BackendError(`A session cannot have ${threads} threads.`, `Give a whole number from 1 to ${MOST_THREADS}.`);
}

/**
 * An estimate before anything is allocated: per parameter the value, gradient, two slots and prepared weights (24
 * bytes), per activation the value, its gradient and data that its layer keeps (12 bytes).
 */
function refusal(network: Network, memory: number): string | null {
  const { parameters, activations } = planOf(network);
  const count = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const bytes = 24 * count + 12 * BATCH * activations;
  if (bytes <= memory) return null;
  return `${network.name} needs about ${bytes} bytes for its parameters and the activations of ${BATCH} pictures, more than the available ${memory}.`;
}

function kernelFigures(session: FusedSession, { network, labels }: Opening, threads: number): KernelFigures | null {
  const rows = Math.min(BATCH, labels.length);
  const multiplyAdds = rows * firstConvolution(network);
  if (multiplyAdds === 0) return null;
  const { stages, step, peak } = session.measure(Int32Array.from({ length: rows }, (_, i) => i));
  const forward = stages[0]!.forward;
  const figures = stages.map(({ stage, forward, backward }, index): StageFigures => {
    const passes = index === 0 ? 2 : 3; // d(x) of pictures is not needed
    return {
      ...{ name: stage.name, forwardSeconds: forward, backwardSeconds: backward },
      multiplyAdds: rows * stage.multiplyAdds * passes,
      bytes: 4 * rows * 2 * (stage.inputs + stage.outputs),
    };
  });
  return {
    ...{ threads, peak, firstConvolution: multiplyAdds / forward, forwardSeconds: forward, stepSeconds: step },
    stages: figures,
  };
}

/** Multiply-adds of a dense evaluation of the first layer for one picture; 0 if it is not a convolution. */
function firstConvolution(network: Network): number {
  const [first] = network.layers;
  if (first?.kind !== 'conv') return 0;
  const outputs = sizeOf(inferShapes(network)[0]!); // height * width * filters, before a pool
  return outputs * first.kernel ** 2 * network.input[2];
}
