/** Fixed nets for the suite, and sessions that are disposed in any case. */
import type { Backend, Opening, Session } from '../../native-bridge/backends/backend.ts';
import { Network } from '../../native-bridge/convnet/network.ts';
import { type Case, caseOf } from './networks.ts';

export const DROPOUT_SEED = 7;

export function openingOf({ network, parameters, images, labels }: Case): Opening {
  const optimizer = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
  return { network, parameters, optimizer, images, labels, seed: DROPOUT_SEED };
}

export async function withSession<T>(
  backend: Backend,
  opening: Opening,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await backend.open(opening);
  try {
    return await work(session);
  } finally {
    await session.dispose();
  }
}

/** One net with every kind of layer. */
export const everyLayer = caseOf(
  Network.parse({
    name: 'every layer',
    input: [12, 11, 3],
    layers: [
      { kind: 'conv', filters: 5, kernel: 4 },
      { kind: 'batchNorm', momentum: 0.9 },
      { kind: 'relu' },
      { kind: 'maxPool', size: 3, stride: 2, padding: 'same' },
      { kind: 'dropout', rate: 0.25 },
      { kind: 'conv', filters: 4, kernel: 2, stride: 2, padding: 'valid', bias: false },
      { kind: 'averagePool', size: 2, stride: 1, padding: 'same' },
      { kind: 'flatten' },
      { kind: 'dense', units: 7, bias: false },
      { kind: 'batchNorm' },
      { kind: 'relu' },
      { kind: 'dropout', rate: 0.5 },
      { kind: 'dense', units: 4 },
    ],
  }),
  20,
  5,
);
/** A net in which the order of operations and ties of overlapping windows matter. */
export const pools = caseOf(
  Network.parse({
    name: 'pools',
    input: [12, 12, 2],
    layers: [
      { kind: 'conv', filters: 4, kernel: 3 },
      { kind: 'relu' },
      { kind: 'maxPool', size: 3, stride: 1, padding: 'same' },
      { kind: 'maxPool', size: 3, stride: 2, padding: 'same' },
      { kind: 'conv', filters: 4, kernel: 2 },
      { kind: 'relu' },
      { kind: 'averagePool', size: 2, stride: 2, padding: 'same' },
      { kind: 'flatten' },
      { kind: 'dense', units: 3 },
    ],
  }),
  6,
  3,
);
export const batches = [0, 8, 4, 12, 2].map((first) => Int32Array.from({ length: 8 }, (_, i) => first + ((i * 3) % 8)));
