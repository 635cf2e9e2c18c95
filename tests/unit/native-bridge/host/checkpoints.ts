/** Checkpoints of an untrained run: real files with invented numbers. */
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import type { Checkpoint } from '../../../../native-bridge/training/checkpoint.ts';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';

/** The checkpoint after that many epochs: its only parameter W1 is (1) with that number. */
export function checkpointAfter(epochs: number): Checkpoint {
  return {
    state: {
      format: 1,
      dataset: { name: 'synthetic', spec: 'synthetic', sha256: 'ab'.repeat(32) },
      preset: 'course',
      network: presetNetwork('course'),
      hyperparameters: parseSettings(['initSeed=2']),
      ...{ seed: 4, epochs: 100, backend: 'tensorflow', steps: 17 * epochs },
      generator: { kind: 'mt19937', seed: 5 + epochs },
      history: Array.from({ length: epochs }, (_, epoch) => ({ epoch, cost: 2 / (epoch + 1), seconds: 0.01 })),
    },
    parameters: { W1: { shape: [1], data: Float32Array.of(epochs) } },
    slots: { 'm/W1': { shape: [1], data: Float32Array.of(-epochs) } },
    best: null,
  };
}
