/**
 * A trial's state and a piece's result as bytes: the safetensors container with its numbers beside the tensors as JSON.
 * They travel through a queue and lie in files.
 */
import { z } from 'zod';
import type { OptimizerState } from '../backends/backend.ts';
import type { Parameters, Tensor32 } from '../convnet/tensor.ts';
import { decodeTensors, encodeTensors, type TensorFile } from '../training/safetensors.ts';
import type { BestEpoch, ReplicateState, WorkResult, WorkState } from '../tuning/work.ts';

const KEY = 'signs-lab.piece';
const NOT_FINITE = ['NaN', 'Infinity', '-Infinity'] as const;

/** A loss may be infinite where the parameters are not, and JSON has no word for it. */
const Real = z.union([z.number(), z.enum(NOT_FINITE).transform(Number)]);

const Epoch = z.strictObject({ cost: Real, validationLoss: Real, validationAccuracy: Real });
const Best = z.strictObject({ epoch: z.int().min(0), score: Real, replicates: z.array(Real) });
const StateNumbers = z.strictObject({ steps: z.array(z.int().min(0)), best: Best.nullable() });
const ResultNumbers = z.strictObject({
  epochs: z.array(Epoch),
  diverged: z.string().nullable(),
  seconds: z.number(),
  kernelSeconds: z.number(),
  state: StateNumbers.nullable(),
});

type Tensors = Record<string, Tensor32>;

export function packState(state: WorkState): Uint8Array {
  return pack(tensorsOf(state), numbersOf(state));
}

/** @throws Error with the reason where the bytes are not such a state. */
export function unpackState(bytes: Uint8Array): WorkState {
  const file = decodeTensors(bytes);
  return stateOf(file, StateNumbers.parse(numbersIn(file)));
}

export function packResult({ state, ...rest }: WorkResult): Uint8Array {
  return pack(state === null ? {} : tensorsOf(state), { ...rest, state: state && numbersOf(state) });
}

/** @throws Error with the reason where the bytes are not such a result. */
export function unpackResult(bytes: Uint8Array): WorkResult {
  const file = decodeTensors(bytes);
  const { state, ...rest } = ResultNumbers.parse(numbersIn(file));
  return { ...rest, state: state && stateOf(file, state) };
}

function pack(tensors: Tensors, numbers: object): Uint8Array {
  const json = JSON.stringify(numbers, (_key, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return encodeTensors({ tensors, metadata: { [KEY]: json } });
}

function numbersIn({ metadata }: TensorFile): unknown {
  return JSON.parse(metadata[KEY] ?? 'null');
}

function numbersOf({ replicates, best }: WorkState): z.input<typeof StateNumbers> {
  return {
    steps: replicates.map(({ optimizer }) => optimizer.steps),
    best: best && { epoch: best.epoch, score: best.score, replicates: [...best.replicates] },
  };
}

/** `0/parameters/W1`, `0/optimizer/m/W1`, ..., `best/W1`, `predicted`. */
function tensorsOf({ replicates, best }: WorkState): Tensors {
  const tensors: Tensors = {};
  replicates.forEach(({ parameters, optimizer }, i) => {
    add(tensors, `${i}/parameters/`, parameters);
    add(tensors, `${i}/optimizer/`, optimizer.slots);
  });
  if (best !== null) {
    add(tensors, 'best/', best.parameters);
    // Class numbers are whole and below 65536: float32 holds them as they are.
    tensors.predicted = { shape: [best.predicted.length], data: Float32Array.from(best.predicted) };
  }
  return tensors;
}

function stateOf({ tensors }: TensorFile, { steps, best }: z.output<typeof StateNumbers>): WorkState {
  return {
    replicates: steps.map((taken, i): ReplicateState => {
      const optimizer: OptimizerState = { steps: taken, slots: those(tensors, `${i}/optimizer/`) };
      return { parameters: those(tensors, `${i}/parameters/`), optimizer };
    }),
    best: best && bestOf(tensors, best),
  };
}

function bestOf(tensors: TensorFile['tensors'], numbers: z.output<typeof Best>): BestEpoch {
  const predicted = Uint16Array.from(tensors.predicted?.data ?? []);
  return { ...numbers, parameters: those(tensors, 'best/'), predicted };
}

function add(tensors: Tensors, prefix: string, some: Parameters): void {
  for (const [name, tensor] of Object.entries(some)) tensors[prefix + name] = tensor;
}

function those(tensors: TensorFile['tensors'], prefix: string): Tensors {
  const found = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
