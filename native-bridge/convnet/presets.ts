/** Networks by name. */
import { type Network, NetworkError } from './network.ts';
import { parseNetwork } from './parse.ts';

export const PRESET_NAMES = ['course', 'camera', 'lenet5', 'four-block', 'hands', 'three-block'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

export interface PresetOptions {
  /** Height, width, channels of one picture; [64,64,3] by default. */
  readonly input?: readonly [number, number, number];
  /** 6 by default: the digits 0 to 5. */
  readonly classes?: number;
}

/** A layer before the schema fills in its defaults. */
type LayerSketch = Readonly<Record<string, string | number | boolean>>;

const LAYERS: Readonly<Record<PresetName, (classes: number) => LayerSketch[]>> = {
  course,
  camera: sixConvolutions,
  lenet5,
  'four-block': fourBlock,
  hands: sixConvolutions,
  'three-block': threeBlock,
};

/**
 * @throws NetworkError if there is no preset of that name, or the pictures are too small for it.
 */
export function presetNetwork(name: string, { input = [64, 64, 3], classes = 6 }: PresetOptions = {}): Network {
  if (!isPreset(name)) {
    throw new NetworkError(`there is no preset ${JSON.stringify(name)}`, `Choose one of ${PRESET_NAMES.join(', ')}.`);
  }
  return parseNetwork({ name, input, layers: LAYERS[name](classes) });
}

/**
 * The current name of the preset that was recorded with this network: `camera` used to be a different net.
 * @param name as stored in a checkpoint, a model or a settings file
 */
export function presetToday(name: string, network: Network): string {
  if (name !== 'camera') return name;
  const units = network.layers.at(-1);
  const classes = units?.kind === 'dense' ? units.units : 1;
  const was = parseNetwork({ name, input: network.input, layers: threeBlock(classes) });
  return JSON.stringify(was.layers) === JSON.stringify(network.layers) ? 'three-block' : name;
}

function isPreset(name: string): name is PresetName {
  return (PRESET_NAMES as readonly string[]).includes(name);
}

/** The ConvNet of the deep-learning course's SIGNS assignment; shapes for 64x64x3. */
function course(classes: number): LayerSketch[] {
  return [
    { kind: 'conv', kernel: 4, filters: 8, padding: 'same', bias: false }, // (64,64,8)
    { kind: 'relu' },
    { kind: 'maxPool', size: 8, stride: 8, padding: 'same' }, // (8,8,8)
    { kind: 'conv', kernel: 2, filters: 16, padding: 'same', bias: false }, // (8,8,16)
    { kind: 'relu' },
    { kind: 'maxPool', size: 4, stride: 4, padding: 'same' }, // (2,2,16)
    { kind: 'flatten' }, // (64)
    { kind: 'dense', units: classes },
  ];
}

/**
 * A small net for webcam pictures: the first convolution has stride 2, so that an epoch of a thousand pictures stays well
 * below a tenth of a second; shapes for 64x64x3. Until 2026-11 it was called `camera`.
 */
function threeBlock(classes: number): LayerSketch[] {
  const block = (filters: number, stride = 1): LayerSketch[] => [
    { kind: 'conv', kernel: 3, filters, stride, padding: 'same', bias: false }, // the batch norm's beta acts as the bias
    { kind: 'relu' },
    { kind: 'maxPool', size: 2, stride: 2 },
    { kind: 'batchNorm', momentum: 0.9 },
  ];
  return [
    ...block(16, 2), // (16,16,16)
    ...block(32), // (8,8,32)
    ...block(64), // (4,4,64)
    { kind: 'flatten' }, // (1024)
    { kind: 'dropout', rate: 0.1 },
    { kind: 'dense', units: classes },
  ];
}

/** LeNet-5 (LeCun et al. 1998) as it is built today: relu, max pooling, full connections; shapes for 32x32x1. */
function lenet5(classes: number): LayerSketch[] {
  return [
    { kind: 'conv', kernel: 5, filters: 6, padding: 'valid' }, // (28,28,6)
    { kind: 'relu' },
    { kind: 'maxPool', size: 2, stride: 2 }, // (14,14,6)
    { kind: 'conv', kernel: 5, filters: 16, padding: 'valid' }, // (10,10,16)
    { kind: 'relu' },
    { kind: 'maxPool', size: 2, stride: 2 }, // (5,5,16)
    { kind: 'flatten' }, // (400)
    { kind: 'dense', units: 120 },
    { kind: 'relu' },
    { kind: 'dense', units: 84 },
    { kind: 'relu' },
    { kind: 'dense', units: classes },
  ];
}

/** Four modern blocks, 52 982 trained parameters for 64x64x3; shapes for that size. */
function fourBlock(classes: number): LayerSketch[] {
  const block = (filters: number): LayerSketch[] => [
    { kind: 'conv', kernel: 3, filters, padding: 'same', bias: false }, // the batch norm's beta acts as the bias
    { kind: 'relu' },
    { kind: 'maxPool', size: 2, stride: 2 },
    // The layer's default 0.99 needs 400 steps to forget the first ones: a run of 20 short epochs ends before that.
    { kind: 'batchNorm', momentum: 0.9 },
  ];
  return [
    ...block(16), // (32,32,16)
    ...block(32), // (16,16,32)
    ...block(48), // (8,8,48)
    ...block(64), // (4,4,64)
    { kind: 'flatten' }, // (1024)
    { kind: 'dense', units: classes },
  ];
}

/**
 * Six 3x3 convolutions for webcam pictures, 83 094 trained parameters for 64x64x3; shapes for that size. Batch norm comes
 * after relu and pool: the gradient that leaves it then flows only through the maxima, which halves the arithmetic of a
 * training step.
 */
function sixConvolutions(classes: number): LayerSketch[] {
  const conv = (filters: number, pool: boolean): LayerSketch[] => [
    { kind: 'conv', kernel: 3, filters, padding: 'same', bias: false }, // the batch norm's beta acts as the bias
    { kind: 'relu' },
    ...(pool ? [{ kind: 'maxPool', size: 2, stride: 2 }] : []),
    { kind: 'batchNorm', momentum: 0.9 },
  ];
  return [
    ...conv(16, true), // (32,32,16)
    ...conv(32, false), // (32,32,32)
    ...conv(32, true), // (16,16,32)
    ...conv(48, false), // (16,16,48)
    ...conv(48, true), // (8,8,48)
    ...conv(64, true), // (4,4,64)
    { kind: 'flatten' }, // (1024)
    { kind: 'dense', units: classes },
  ];
}
