/** Networks with random parameters, their model files, and pictures, all from a seed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import { MT19937 } from '../../../../datasets/random/mt19937.ts';
import { Network } from '../../../../native-bridge/convnet/network.ts';
import { parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import { type Parameters, sizeOf } from '../../../../native-bridge/convnet/tensor.ts';
import { exportOnnx } from '../../../../native-bridge/onnx/export.ts';
import type { TrainingFacts } from '../../../../native-bridge/onnx/metadata.ts';

export const CLASSES = ['0', '1', '2', '3', '4', '5'];

export const FACTS: TrainingFacts = {
  datasetSha256: 'a'.repeat(64),
  trainAccuracy: 0.94,
  testAccuracy: null,
  seed: 3,
  initSeed: 1,
  hyperparameters: { learningRate: 0.009, batchSize: 64 },
  rejection: { threshold: 0.61, target: 0.95, accuracy: 0.96, coverage: 0.9, pictures: 120 },
};

/** A small network with every part that an export must handle: SAME padding, pooling, flatten, dense. */
export const SMALL: Network = Network.parse({
  name: 'small',
  input: [64, 64, 3],
  layers: [
    { kind: 'conv', filters: 4, kernel: 4, stride: 2 },
    { kind: 'relu' },
    { kind: 'maxPool', size: 8, stride: 8, padding: 'same' },
    { kind: 'flatten' },
    { kind: 'dense', units: 6 },
  ],
});

/** Parameters scaled to keep values of deep nets near 1; variances are positive. */
export function randomParameters(network: Network, seed: number): Parameters {
  const random = new MT19937(seed);
  const between = (low: number, high: number) => low + (high - low) * random.randomSample();
  return Object.fromEntries(
    parameterSpecs(network).map(({ name, shape, role }) => {
      // He's bound for kernels: sqrt(6 / fan in).
      const bound = role === 'kernel' ? Math.sqrt(6 / sizeOf(shape.slice(0, -1))) : 1;
      const [low, high] = role === 'variance' ? [0.1, 2] : [-bound, bound];
      return [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => between(low, high)) }];
    }),
  );
}

/** (count,H,W,C) uint8. */
export function randomImages(count: number, seed: number, bytes = IMAGE_BYTES): Uint8Array {
  const random = new MT19937(seed);
  return Uint8Array.from({ length: count * bytes }, () => random.randomSample() * 256);
}

/** Writes a model with random parameters to `folder` and returns its path. */
export function writeModel(folder: string, network: Network = SMALL, classes: readonly string[] = CLASSES): string {
  const path = join(folder, `${network.name}.onnx`);
  writeFileSync(path, exportOnnx({ network, parameters: randomParameters(network, 1), classes, metadata: FACTS }));
  return path;
}

/** Every kind of layer; SAME that pads unequally, strides that do not divide, VALID with a rest. */
export const ALL_KINDS: Network = Network.parse({
  name: 'all-kinds',
  input: [64, 64, 3],
  layers: [
    { kind: 'conv', filters: 6, kernel: 4, stride: 3, padding: 'same', bias: false },
    { kind: 'batchNorm' },
    { kind: 'relu' },
    { kind: 'averagePool', size: 4, stride: 3, padding: 'same' },
    { kind: 'conv', filters: 5, kernel: 2, stride: 1, padding: 'same' },
    { kind: 'dropout', rate: 0.5 },
    { kind: 'maxPool', size: 2, stride: 2, padding: 'same' },
    { kind: 'averagePool', size: 2, stride: 1, padding: 'valid' },
    { kind: 'flatten' },
    { kind: 'dense', units: 7, bias: false },
    { kind: 'batchNorm', epsilon: 1e-2 },
    { kind: 'relu' },
    { kind: 'dense', units: 6 },
  ],
});
