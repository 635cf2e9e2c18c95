/** Takes over the weights of a model of the lab into a new run. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { takenOver } from '../convnet/alike.ts';
import type { Network } from '../convnet/network.ts';
import { type Parameters, sizeOf, type Tensor32 } from '../convnet/tensor.ts';
import { readMetadata } from '../onnx/metadata.ts';
import { OnnxError } from '../onnx/onnx-error.ts';
import { readParameters } from '../onnx/read-parameters.ts';
import type { StartedFrom } from '../training/checkpoint-state.ts';
import { ArgumentError } from '../training/training-error.ts';
import { BASE, BASE_MODEL } from './base-messages.ts';

/** A model of the lab whose weights a run can start with. */
export interface Origin {
  /** Its file; `base` for the one included with the lab. */
  readonly path: string;
  readonly sha256: string;
  readonly network: Network;
  readonly classes: readonly string[];
  readonly parameters: Parameters;
}

/**
 * @param model a model.onnx of the lab, the folder of a run that has one, or `base`
 * @throws ArgumentError if it is missing, from another program, or damaged
 */
export function readOrigin(model: string): Origin {
  const file = model === BASE ? BASE_MODEL : fileOf(resolve(model));
  const path = model === BASE ? BASE : file;
  try {
    const bytes = readFileSync(file);
    const { network, parameters } = readParameters(bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { path, sha256, network, classes: readMetadata(bytes)!.labels, parameters };
  } catch (error) {
    if (error instanceof OnnxError) {
      throw new ArgumentError(`--from ${path}: ${error.message}`, error.remedy, { cause: error });
    }
    throw error;
  }
}

function fileOf(path: string): string {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'model.onnx') : path;
  if (existsSync(file) && statSync(file).isFile()) return file;
  throw new ArgumentError(
    `There is no model at ${file} to start from.`,
    'Name a model.onnx of Signs Lab, or the folder of a run that has ended.',
  );
}

/** The origin's layers with a last layer for that many classes: the default network of a run that starts from it. */
export function adapted(network: Network, classes: number): Network {
  const last = network.layers.at(-1)!;
  const head = last.kind === 'dense' ? { ...last, units: classes } : last;
  return { ...network, layers: [...network.layers.slice(0, -1), head] };
}

/**
 * The parameters of a new run: those of the origin from the input on, for as long as the layers of both networks match,
 * the rest from `fresh`. The last layer is taken over if its classes have the same names, with its weights reordered.
 * @throws ArgumentError if the input sizes differ, or no layer matches
 */
export function takeOver(
  origin: Origin,
  network: Network,
  classes: readonly string[],
  fresh: Parameters,
): { parameters: Parameters; from: StartedFrom } {
  const { path, sha256 } = origin;
  if (String(network.input) !== String(origin.network.input)) {
    throw new ArgumentError(
      `${path} takes pictures of (${origin.network.input}), this network of (${network.input}).`,
      'Start from a model for pictures of this size, or from scratch: --from none.',
    );
  }
  const { specs, order, lastLayer } = takenOver(origin, network, classes);
  if (specs.length === 0) {
    throw new ArgumentError(
      `Nothing of ${path} can be used: its network ${origin.network.name} differs from ${network.name} from the first layer on.`,
      'Leave --preset and --network out to train the network of that model, or start from scratch: --from none.',
    );
  }
  const last = network.layers.length - 1;
  const taken = specs.map(({ name, layer }) => {
    const tensor = origin.parameters[name]!;
    return [name, layer === last ? permuted(tensor, order) : copyOf(tensor)] as const;
  });
  return {
    parameters: { ...fresh, ...Object.fromEntries(taken) },
    from: {
      ...{ model: path, sha256, network: origin.network.name, taken: taken.map(([name]) => name) },
      lastLayer,
    },
  };
}

function copyOf({ shape, data }: Tensor32): Tensor32 {
  return { shape, data: data.slice() };
}

/** Reorders the last axis: (..., classes) with class i from `order[i]`. */
function permuted({ shape, data }: Tensor32, order: readonly number[]): Tensor32 {
  const classes = order.length;
  const out = new Float32Array(sizeOf(shape));
  for (let i = 0; i < out.length; i++) out[i] = data[i - (i % classes) + order[i % classes]!]!;
  return { shape, data: out };
}
