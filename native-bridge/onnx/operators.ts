/**
 * Each layer as ONNX operators on (N,C,H,W), the order of ONNX's convolution and pooling. TensorFlow's kernels are HWIO,
 * ONNX's OIHW.
 */

import type { ParameterRole } from '../convnet/layer-parameters.ts';
import type { Layer } from '../convnet/network.ts';
import { samePadding } from '../convnet/shapes.ts';
import type { Tensor32 } from '../convnet/tensor.ts';
import { type AttributeProto, AttributeType } from './schema.ts';

export interface NamedTensor extends Tensor32 {
  readonly name: string;
}

/** One node: its inputs are the output of the previous node, then `tensors`. */
export interface Operator {
  readonly opType: string;
  readonly tensors?: readonly NamedTensor[];
  readonly attributes?: readonly AttributeProto[];
}

/**
 * @param input shape of the layer's input, (H,W,C) or (units)
 * @param own the layer's parameter with that role
 */
export function layerOperators(
  layer: Layer,
  input: readonly number[],
  own: (role: ParameterRole) => NamedTensor,
): Operator[] {
  switch (layer.kind) {
    case 'conv': {
      const tensors = [toOihw(own('kernel')), ...(layer.bias ? [own('bias')] : [])];
      return [{ opType: 'Conv', tensors, attributes: windowAttributes(layer.kernel, layer, input) }];
    }
    case 'maxPool':
      return [{ opType: 'MaxPool', attributes: windowAttributes(layer.size, layer, input) }];
    case 'averagePool': {
      // TensorFlow averages over the pixels inside the picture, without the padding.
      const attributes = [...windowAttributes(layer.size, layer, input), int('count_include_pad', 0)];
      return [{ opType: 'AveragePool', attributes }];
    }
    case 'relu':
      return [{ opType: 'Relu' }];
    case 'batchNorm': {
      const tensors = [own('gamma'), own('beta'), own('mean'), own('variance')];
      return [{ opType: 'BatchNormalization', tensors, attributes: [float('epsilon', layer.epsilon)] }];
    }
    case 'dropout':
      return []; // no dropout in inference
    case 'flatten':
      return FLATTEN;
    case 'dense':
      return [{ opType: 'Gemm', tensors: [own('kernel'), ...(layer.bias ? [own('bias')] : [])] }];
  }
}

/**
 * Flatten order is H, W, C, so channels are moved back to the end first. Permuting the rows of the following dense layer
 * instead would save a copy of a few kilobytes, but the file would no longer hold the run's own weights.
 */
const FLATTEN: Operator[] = [
  { opType: 'Transpose', attributes: [ints('perm', [0, 2, 3, 1])] }, // (N,H,W,C)
  { opType: 'Flatten', attributes: [int('axis', 1)] }, // (N,HWC)
];

interface Window {
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

/** Kernel, strides and `pads` as numbers: [top, left, bottom, right], which SAME makes unequal. */
function windowAttributes(size: number, { stride, padding }: Window, input: readonly number[]): AttributeProto[] {
  const along = (length: number) => (padding === 'same' ? samePadding(length, size, stride) : { before: 0, after: 0 });
  const [vertical, horizontal] = [along(input[0]!), along(input[1]!)];
  return [
    ints('kernel_shape', [size, size]),
    ints('strides', [stride, stride]),
    ints('pads', [vertical.before, horizontal.before, vertical.after, horizontal.after]),
  ];
}

/** Kernel (height,width,in,out) -> (out,in,height,width). */
function toOihw({ name, shape, data }: NamedTensor): NamedTensor {
  const [height, width, channels, filters] = shape as readonly [number, number, number, number];
  const out = new Float32Array(data.length);
  let to = 0;
  for (let o = 0; o < filters; o++) {
    for (let i = 0; i < channels; i++) {
      for (let yx = 0; yx < height * width; yx++) out[to++] = data[(yx * channels + i) * filters + o]!;
    }
  }
  return { name, shape: [filters, channels, height, width], data: out };
}

export function int(name: string, i: number): AttributeProto {
  return { name, type: AttributeType.int, i };
}

export function ints(name: string, values: number[]): AttributeProto {
  return { name, type: AttributeType.ints, ints: values };
}

export function float(name: string, f: number): AttributeProto {
  return { name, type: AttributeType.float, f };
}
