/** The kernels of one network, in execution order. Plain data: no device, no memory. */
import { type ParameterSpec, parameterSpecs } from '../../convnet/parameters.ts';
import { sizeOf } from '../../convnet/tensor.ts';
import { KINDS, type Stage, type StageWords, stagesOf } from '../../fused/plan.ts';
import type { Opening } from '../backend.ts';
import * as convolution from './kernels/convolution.ts';
import * as dense from './kernels/dense.ts';
import * as elementwise from './kernels/elementwise.ts';
import type { Kernel } from './kernels/kernel.ts';
import { crossEntropy, meanLoss, penaltyAndNorm } from './kernels/loss.ts';
import * as normalise from './kernels/normalise.ts';
import { optimizerStep } from './kernels/optimizer.ts';
import { gatherPictures } from './kernels/pictures.ts';
import * as pooling from './kernels/pooling.ts';
import type { StageBuffers } from './kernels/stage-buffers.ts';

/** A tensor's position in `weights`, `gradients`, `slot1`, `slot2` and `flags`. */
export interface PlacedParameter extends ParameterSpec {
  /** Floats before it. */
  readonly offset: number;
}

export interface Program {
  readonly parameters: readonly PlacedParameter[];
  /** Number of floats of all parameters. */
  readonly count: number;
  readonly classes: number;
  /** The name of the buffer with the logits. */
  readonly logits: string;
  /** Floats or words per picture in each buffer whose size depends on the mini-batch. */
  readonly perPicture: ReadonlyMap<string, number>;
  /** Floats of each batch norm's statistics. */
  readonly statistics: ReadonlyMap<string, number>;
  readonly fromSet: Kernel;
  readonly fromScratch: Kernel;
  /** Kernels in training and in inference mode. */
  readonly training: readonly Kernel[];
  readonly inference: readonly Kernel[];
  readonly loss: readonly Kernel[];
  readonly backward: readonly Kernel[];
  readonly penalty: Kernel;
  readonly step: Kernel;
}

/** @throws NetworkError if the network is invalid. */
export function programOf(opening: Pick<Opening, 'network' | 'optimizer' | 'rates'>): Program {
  const { network, optimizer, rates = {} } = opening;
  const parameters = placed(parameterSpecs(network));
  const last = parameters.at(-1);
  const count = last ? last.offset + sizeOf(last.shape) : 0;
  const stages = stagesOf(network, parameters).map((stage, index) => withKernels(stage, index, parameters, rates));
  const classes = stages.at(-1)!.words.outChannels;
  const [logits, logitsGradient] = [`activation${stages.length}`, gradientName(stages.length)];
  const input = sizeOf(network.input);
  const sizes = [input, ...stages.map(({ words }) => sizeOut(words))];
  return {
    ...{ parameters, count, classes, logits },
    perPicture: new Map([
      ...sizes.map((size, i): [string, number] => [`activation${i}`, size]),
      ...stages.map(({ words }, i): [string, number] => [`places${i}`, hasPlaces(words) ? sizeOut(words) : 1]),
      ...[0, 1].map((i): [string, number] => [gradientName(i), Math.max(...sizes)]),
      ...['indices', 'labels', 'rowLoss', 'rowRight'].map((name): [string, number] => [name, 1]),
      ['scratch', Math.ceil(input / 4) + 1],
    ]),
    statistics: new Map(stages.map(({ words }, i) => [`statistics${i}`, 2 * words.channels])),
    fromSet: gatherPictures(network.input, 'set', 'activation0'),
    fromScratch: gatherPictures(network.input, 'scratch', 'activation0'),
    training: stages.flatMap(({ kernels }) => kernels.training),
    inference: stages.flatMap(({ kernels }) => kernels.inference),
    loss: [crossEntropy(classes, logits, logitsGradient), meanLoss()],
    backward: stages.toReversed().flatMap(({ kernels }) => kernels.backward),
    penalty: penaltyAndNorm(count),
    step: optimizerStep(optimizer, count),
  };
}

function placed(specs: readonly ParameterSpec[]): PlacedParameter[] {
  let offset = 0;
  return specs.map((spec) => {
    const own = { ...spec, offset };
    offset += sizeOf(spec.shape);
    return own;
  });
}

/** Two alternating buffers: a stage reads the gradient of its output and writes that of its input. */
function gradientName(stage: number): string {
  return `gradient${stage % 2}`;
}

function sizeOut({ outHeight, outWidth, outChannels }: StageWords): number {
  return outHeight * outWidth * outChannels;
}

function hasPlaces({ kind, pool }: StageWords): boolean {
  return KINDS[kind] === 'maxPool' || pool > 1;
}

interface StageKernels {
  readonly training: readonly Kernel[];
  readonly inference: readonly Kernel[];
  readonly backward: readonly Kernel[];
}

type Rates = Readonly<Record<string, number>>;

function withKernels(stage: Stage, index: number, parameters: readonly PlacedParameter[], rates: Rates) {
  const buffers: StageBuffers = {
    ...{ input: `activation${index}`, output: `activation${index + 1}` },
    ...{ inputGradient: gradientName(index), outputGradient: gradientName(index + 1) },
    ...{ places: `places${index}`, statistics: `statistics${index}` },
  };
  return { ...stage, kernels: kernelsOf(stage, index === 0, parameters, buffers, rates) };
}

function kernelsOf(
  { words, reals }: Stage,
  first: boolean,
  parameters: readonly PlacedParameter[],
  buffers: StageBuffers,
  rates: Rates,
): StageKernels {
  /** For stages that are the same in both modes. d(pictures) is not needed. */
  const same = (forward: Kernel, backward: readonly Kernel[], input: Kernel): StageKernels => ({
    ...{ training: [forward], inference: [forward] },
    backward: first ? backward : [...backward, input],
  });
  switch (KINDS[words.kind]!) {
    case 'conv': {
      const at = weightPlaces(words, parameters);
      const before = words.relu ? [elementwise.fusedReluBackward(words, buffers)] : [];
      const own = [...before, convolution.convolutionKernelGradient(words, at, buffers), ...bias(words, at, buffers)];
      const forward = convolution.convolutionForward(words, at, buffers);
      return same(forward, own, convolution.convolutionInputGradient(words, at, buffers));
    }
    case 'dense': {
      const at = weightPlaces(words, parameters);
      const own = [dense.denseKernelGradient(words, at, buffers), ...bias(words, at, buffers)];
      return same(dense.denseForward(words, at, buffers), own, dense.denseInputGradient(words, at, buffers));
    }
    case 'maxPool':
      return same(pooling.maxPoolForward(words, buffers), [], pooling.maxPoolBackward(words, buffers));
    case 'averagePool':
      return same(pooling.averagePoolForward(words, buffers), [], pooling.averagePoolBackward(words, buffers));
    case 'relu':
      return same(elementwise.reluForward(words, buffers), [], elementwise.reluBackward(words, buffers));
    case 'dropout': {
      const { input, output, inputGradient, outputGradient } = buffers;
      return {
        training: [elementwise.dropout(words, reals[0], input, output)],
        inference: [elementwise.copy(words, input, output)],
        backward: first ? [] : [elementwise.dropout(words, reals[0], outputGradient, inputGradient)],
      };
    }
    case 'batchNorm': {
      const [gamma, beta, mean, variance] = parameters.slice(words.parameter, words.parameter + 4);
      const at = { gamma: gamma!.offset, beta: beta!.offset, mean: mean!.offset, variance: variance!.offset };
      const [momentum, epsilon] = reals;
      /** Trains with its running statistics, through which no gradient flows. */
      const frozen = rates[mean!.name] === 0;
      const running = normalise.runningStatistics(words, at, epsilon, buffers);
      const batch = normalise.batchStatistics(words, at, { momentum, epsilon }, buffers);
      const forward = normalise.normaliseForward(words, at, buffers);
      const own = normalise.normaliseParameterGradients(words, at, buffers);
      return {
        training: [frozen ? running : batch, forward],
        inference: [running, forward],
        backward: first ? [own] : [own, normalise.normaliseInputGradient(words, at, buffers, frozen)],
      };
    }
  }
}

function weightPlaces(words: StageWords, parameters: readonly PlacedParameter[]): convolution.WeightPlaces {
  return {
    kernel: parameters[words.parameter]!.offset,
    bias: words.bias < 0 ? null : parameters[words.bias]!.offset,
  };
}

function bias(words: StageWords, at: convolution.WeightPlaces, buffers: StageBuffers): Kernel[] {
  return at.bias === null ? [] : [dense.biasGradient(words, at.bias, buffers)];
}
