/**
 * Writes cases.cc: the plans that gpu-bench trains, and the results of the float64 reference. To be run after a change of a
 * preset, the plan or the reference: node tests/bench/gpu-without-node/cases.ts. A test checks that the file is current.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CROSS_ENTROPY, type Objective, type OptimizerSettings } from '../../../native-bridge/backends/backend.ts';
import type { Network } from '../../../native-bridge/convnet/network.ts';
import { classCount, type ParameterSpec, parameterSpecs } from '../../../native-bridge/convnet/parameters.ts';
import { FRACTION_BITS, FRACTIONS, philoxWords } from '../../../native-bridge/convnet/philox.ts';
import { presetNetwork } from '../../../native-bridge/convnet/presets.ts';
import { sizeOf } from '../../../native-bridge/convnet/tensor.ts';
import { planOf } from '../../../native-bridge/fused/plan.ts';
import { stepNumbers } from '../../../native-bridge/fused/steps.ts';
import { referenceForward, referenceLossAndGradients } from '../../../native-bridge/reference/network.ts';
import { optimizerStep } from '../../../native-bridge/reference/optimizer.ts';
import type { Tensor } from '../../../native-bridge/reference/tensor.ts';

export const CASES_FILE = join(import.meta.dirname, 'cases.cc');

/** Training of a preset, with settings that all have a visible effect after two steps. */
interface CaseSketch {
  readonly preset: string;
  /** Of a picture. Small for the deep nets: with four times as many relus and maxima, some would be near a tie at any seed. */
  readonly side: number;
  /** Chosen so that none is near a tie, which another rounding would decide the other way. */
  readonly seed: number;
  readonly optimizer: OptimizerSettings;
  readonly objective?: Objective;
  readonly clipNorm?: number;
  readonly rate: number;
}

export const SKETCHES: readonly CaseSketch[] = [
  {
    ...{ preset: 'course', side: 64, seed: 1, rate: 0.05 },
    optimizer: { kind: 'adam', beta1: 0.8, beta2: 0.95, epsilon: 1e-2 },
    ...{ objective: { labelSmoothing: 0, l2: 0.01 }, clipNorm: 1 },
  },
  {
    ...{ preset: 'four-block', side: 32, seed: 12, rate: 0.05 },
    optimizer: { kind: 'adamW', beta1: 0.8, beta2: 0.95, epsilon: 1e-2, weightDecay: 0.3 },
    objective: { labelSmoothing: 0.1, l2: 0 },
  },
  {
    ...{ preset: 'hands', side: 32, seed: 3, rate: 0.05 },
    optimizer: { kind: 'sgd', momentum: 0.7 },
  },
];
const PICTURES = 4;
/** Mini-batches of different sizes; some pictures are in both. */
const BATCHES: readonly (readonly number[])[] = [
  [0, 1, 2],
  [3, 1, 0, 2],
];

const TIMED = ['course', 'four-block'] as const;
const TIMED_OPTIMIZER = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
/** Low, so that training stays stable during the timed epochs. */
const TIMED_RATE = 1e-4;

/** Word 3 of the counters, as in kernels/philox.h. */
const DROP = 0x64726f70;
/** Philox stream of the images; parameter i has stream i (net.cc). */
const OF_IMAGES = 0xffffffff;
const streamOf = (seed: number, stream: number, count: number) => philoxWords([seed, 0], [stream, 0, DROP], count);

/** Initial values are uniform in [low, low + range). The powers of two make them exact in float32. */
function rangeOf({ role, fanIn }: ParameterSpec): { low: number; range: number } {
  if (role === 'gamma' || role === 'variance') return { low: 0.5, range: 1 };
  const most = role === 'kernel' ? 2 ** Math.floor(Math.log2(Math.sqrt(6 / fanIn))) : 0.25;
  return { low: -most, range: 2 * most };
}

/** A new value for number i of a tensor. */
type Change = (x: number, i: number) => number;
type Tensors = Readonly<Record<string, Tensor>>;

function firstParameters(network: Network, seed: number, changed: Change): Tensors {
  const entries = parameterSpecs(network).map((spec, index) => {
    const { low, range } = rangeOf(spec);
    const words = streamOf(seed, index, sizeOf(spec.shape));
    const data = Float64Array.from(words, (word, i) => changed(low + range * ((word & FRACTION_BITS) / FRACTIONS), i));
    return [spec.name, { shape: spec.shape, data }] as const;
  });
  return Object.fromEntries(entries);
}

/** Losses before each step; logits and changes after the last one. */
export interface Expected {
  readonly losses: readonly number[];
  readonly logits: Float64Array;
  /** By how much training changed each number of a parameter; in the order of the parameters. */
  readonly changes: readonly Float64Array[];
}

/** @param changed modifies the initial parameters, to see how much depends on them */
export function expected(sketch: CaseSketch, changed: Change = (x) => x): Expected {
  const { seed, optimizer: rule, objective = CROSS_ENTROPY, clipNorm = null, rate: learningRate } = sketch;
  const network = networkOf(sketch);
  const images = Uint8Array.from(streamOf(seed, OF_IMAGES, PICTURES * sizeOf(network.input)));
  const labels = Int32Array.from({ length: PICTURES }, (_, i) => i % classCount(network));
  const first = firstParameters(network, seed, changed);
  let parameters = first;
  let slots: Tensors = {};
  const losses: number[] = [];
  for (const [steps, batch] of BATCHES.entries()) {
    const options = { objective, ties: 'first' } as const;
    const pass = referenceLossAndGradients(network, parameters, images, labels, Int32Array.from(batch), options);
    const settings = { rule, learningRate, steps, clipNorm };
    const taken = optimizerStep(network, { ...parameters, ...pass.running }, pass.gradients, slots, settings);
    losses.push(pass.loss);
    ({ parameters, slots } = taken);
  }
  const changes = parameterSpecs(network).map(({ name }) =>
    parameters[name]!.data.map((x, i) => x - first[name]!.data[i]!),
  );
  return { losses, logits: referenceForward(network, parameters, images, PICTURES).data, changes };
}

function networkOf({ preset, side }: CaseSketch): Network {
  return presetNetwork(preset, { input: [side, side, 3] });
}

/** cases.h: sample. */
const SAMPLES = 64;
function sampled(data: Float64Array): number[] {
  if (data.length <= SAMPLES) return [...data];
  return Array.from({ length: SAMPLES }, (_, i) => data[(i * 2654435761) % data.length]!);
}

/** Enough for the tolerance of 1e-4. */
const sixDigits = (x: number) => String(Number(x.toPrecision(6)));

const MOST_COLUMNS = 130;

/** An array in C++. */
function array(type: string, name: string, numbers: Iterable<number>, format: (x: number) => string = String): string {
  const lines = [''];
  for (const text of Array.from(numbers, format)) {
    if (lines.at(-1)!.length + text.length > MOST_COLUMNS) lines.push('');
    lines.push(`${lines.pop()}${text}, `);
  }
  return `constexpr ${type} ${name}[] = {\n  ${lines.map((line) => line.trimEnd()).join('\n  ')}\n};`;
}

/** A `Network` with its arrays. */
function networkText(name: string, network: Network): string[] {
  const { words, reals } = planOf(network);
  const parameters = parameterSpecs(network).map((spec) => {
    const { low, range } = rangeOf(spec);
    return `{"${spec.name}", ${low}, ${range}}`;
  });
  return [
    array('int32_t', `${name}_words`, words),
    array('double', `${name}_reals`, reals),
    `constexpr Parameter ${name}_parameters[] = {${parameters.join(', ')}};`,
    `constexpr Network ${name} = {"${network.name}", ${name}_words, ${name}_reals, ${name}_parameters};`,
  ];
}

/** A `Case` with its arrays. */
function caseText(name: string, sketch: CaseSketch): string[] {
  const { optimizer, objective, clipNorm, rate, seed } = sketch;
  const settings = { optimizer, ...(objective && { objective }), ...(clipNorm && { clipNorm }) };
  const { losses, logits, changes } = expected(sketch);
  const largest = changes.map((change) => change.reduce((most, x) => Math.max(most, Math.abs(x)), 0));
  const parts = ['indices', 'rows', 'numbers', 'losses', 'logits', 'changes'].map((part) => `${name}_${part}`);
  return [
    ...networkText(`${name}_net`, networkOf(sketch)),
    array('int32_t', `${name}_indices`, BATCHES.flat()),
    array(
      'int32_t',
      `${name}_rows`,
      BATCHES.map(({ length }) => length),
    ),
    array(
      'double',
      `${name}_numbers`,
      BATCHES.flatMap((_, i) => [...stepNumbers(settings, rate, i + 1)]),
    ),
    array('double', `${name}_losses`, losses, sixDigits),
    array('double', `${name}_logits`, logits, sixDigits),
    ...changes.map((change, i) => array('double', `${name}_change_${i}`, sampled(change), sixDigits)),
    `constexpr Change ${name}_changes[] = {${largest.map((most, i) => `{${name}_change_${i}, ${sixDigits(most)}}`).join(', ')}};`,
    `constexpr Case ${name} = {${name}_net, ${seed}, ${PICTURES}, ${parts.join(', ')}};`,
    '',
  ];
}

/** The content of cases.cc. */
export function casesText(): string {
  const step = stepNumbers({ optimizer: TIMED_OPTIMIZER }, TIMED_RATE, 1);
  const lines = [
    '// Written by cases.ts.',
    ...['#include "cases.h"', '', 'namespace {', ''],
    ...SKETCHES.flatMap((sketch, i) => caseText(`case_${i}`, sketch)),
    ...TIMED.flatMap((preset, i) => networkText(`timed_${i}`, presetNetwork(preset))),
    array('double', 'timed_step', step),
    `constexpr Case cases[] = {${SKETCHES.map((_, i) => `case_${i}`).join(', ')}};`,
    `constexpr Network timed[] = {${TIMED.map((_, i) => `timed_${i}`).join(', ')}};`,
    ...['', '} // namespace', ''],
    'const std::span<const Case> CASES = cases;',
    'const std::span<const Network> TIMED = timed;',
    'const std::span<const double> TIMED_STEP = timed_step;',
    '',
  ];
  return lines.join('\n');
}

if (import.meta.main) writeFileSync(CASES_FILE, casesText());
