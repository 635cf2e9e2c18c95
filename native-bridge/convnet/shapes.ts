/** Shape inference by TensorFlow's padding rules (tensorflow/core/framework/common_shape_fns.cc, GetWindowedOutputSize). */
import { requireBearableSize } from './limits.ts';
import type { Layer, Network, Padding } from './network.ts';
import { NetworkError } from './network-error.ts';

/**
 * SAME along one axis: output = ceil(input / stride), with the smallest padding that gives it. If the padding is odd,
 * the larger half comes after: a 4x4 kernel with stride 1 pads 1 before and 2 after.
 * @param input pixels along the axis
 */
export function samePadding(
  input: number,
  kernel: number,
  stride: number,
): { output: number; before: number; after: number } {
  const output = Math.ceil(input / stride);
  const total = Math.max((output - 1) * stride + kernel - input, 0);
  const before = Math.floor(total / 2);
  return { output, before, after: total - before };
}

/** VALID along one axis: ceil((input - kernel + 1) / stride), the number of windows that fit; 0 if none does. */
export function validOutput(input: number, kernel: number, stride: number): number {
  return Math.max(Math.ceil((input - kernel + 1) / stride), 0);
}

/**
 * The output shape of each layer, without the batch axis: (H,W,C) before the flatten layer, (units) after it.
 * @throws NetworkError if a layer cannot take its input, the net does not end in logits, or it is too large to compute.
 */
export function inferShapes(network: Network): number[][] {
  const { shapes, problem } = traceShapes(network);
  if (problem) throw problem;
  return shapes;
}

/** The shapes of `inferShapes` up to the first problem, and that problem: for a network that is still being built. */
export function traceShapes(network: Network): { shapes: number[][]; problem: NetworkError | null } {
  const shapes: number[][] = [];
  try {
    for (const [index, layer] of network.layers.entries()) {
      shapes.push(outputShape(layer, shapes[index - 1] ?? network.input, index));
    }
    requireLogits(network, shapes.at(-1) ?? network.input);
    requireBearableSize(network, shapes);
    return { shapes, problem: null };
  } catch (error) {
    if (error instanceof NetworkError) return { shapes, problem: error };
    throw error;
  }
}

function outputShape(layer: Layer, input: readonly number[], index: number): number[] {
  switch (layer.kind) {
    case 'conv': {
      const [height, width] = windowed(layer, layer.kernel, input, index);
      return [height, width, layer.filters];
    }
    case 'maxPool':
    case 'averagePool': {
      const [height, width] = windowed(layer, layer.size, input, index);
      return [height, width, input[2]!];
    }
    case 'relu':
    case 'batchNorm':
    case 'dropout':
      return [...input];
    case 'flatten': {
      if (input.length === 3) return [input[0]! * input[1]! * input[2]!];
      throw impossible(layer, index, `its input (${input}) is already flat`, 'Remove this flatten layer.');
    }
    case 'dense': {
      if (input.length === 1) return [layer.units];
      throw impossible(layer, index, `needs flat input, but gets (${input})`, 'Put a flatten layer before it.');
    }
  }
}

/** Height and width after a sliding window of `size` x `size`. */
function windowed(
  layer: Layer & { stride: number; padding: Padding },
  size: number,
  input: readonly number[],
  index: number,
): [number, number] {
  const [height, width] = input as readonly [number, number];
  if (input.length !== 3) {
    const reason = `needs height, width and channels, but gets (${input})`;
    throw impossible(layer, index, reason, 'Move it before the flatten layer.');
  }
  if (layer.padding === 'valid' && size > Math.min(height, width)) {
    const reason = `its ${size}x${size} window does not fit into its input (${input}) with VALID padding`;
    throw impossible(layer, index, reason, 'Make the window smaller, pool less before it, or use SAME padding.');
  }
  const along = (length: number) =>
    layer.padding === 'same' ? samePadding(length, size, layer.stride).output : validOutput(length, size, layer.stride);
  return [along(height), along(width)];
}

/** One number per class: from a dense layer, or from a final convolution, flattened (Springenberg et al. 2015). */
function requireLogits(network: Network, output: readonly number[]): void {
  const index = network.layers.length - 1;
  const last = network.layers[index];
  if (last?.kind === 'dense') return;
  if (last?.kind === 'flatten' && network.layers[index - 1]?.kind === 'conv') return;
  const remedy = 'End the network in a dense layer with one unit for each class.';
  if (!last) throw new NetworkError('the network has no layers', remedy);
  throw impossible(last, index, `is the last layer and gives (${output}), which are not logits`, remedy);
}

function impossible(layer: Layer, index: number, reason: string, remedy: string): NetworkError {
  return new NetworkError(`layer ${index + 1} (${layer.kind}): ${reason}`, remedy, index);
}
