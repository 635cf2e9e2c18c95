/**
 * An open network on TensorFlow: parameters and the optimizer's slots stay in the library, pictures are converted from
 * bytes at every step.
 */
import type { NamedTensorMap, Scalar, Tensor, Tensor4D, Variable } from '@tensorflow/tfjs-node-gpu';
import { dropoutMask } from '../../convnet/dropout.ts';
import { classCount, parameterSpecs } from '../../convnet/parameters.ts';
import { type Parameters, sizeOf, type Tensor32 } from '../../convnet/tensor.ts';
import { CROSS_ENTROPY, type Opening, type OptimizerState, type Session } from '../backend.ts';
import { requireWhole } from '../opening.ts';
import { Variety } from '../variety.ts';
import { forward, lossOf, type TrainingPass } from './forward.ts';
import type { TensorFlow } from './library.ts';
import { type Operation, operationsOf } from './operations.ts';
import { clipped, createOptimizer, type Optimizer, optimizerStep } from './optimizer.ts';
import { PictureBatch, targetsOf, toUnit } from './pictures.ts';

/** Pictures computed at once in inference: large enough for speed, small enough for any memory. */
const CHUNK = 256;

/** A batch norm's statistics from a forward pass, to be blended into the running ones. */
interface Statistics {
  readonly operation: Extract<Operation, { kind: 'batchNorm' }>;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

export class TensorFlowSession implements Session {
  private readonly tf: TensorFlow;
  private readonly opening: Opening;
  private readonly operations: readonly Operation[];
  private readonly variables: Readonly<Record<string, Variable>>;
  private readonly trained: Readonly<Record<string, Variable>>;
  private readonly optimizer: Optimizer;
  private readonly batch: PictureBatch;
  private readonly variety: Variety;
  private readonly classes: number;
  right = 0;

  /** @throws BackendError if a parameter or slot is missing or does not have the network's shape. */
  constructor(tf: TensorFlow, opening: Opening) {
    const { network, parameters, images } = opening;
    requireWhole(opening);
    this.tf = tf;
    this.opening = opening;
    this.operations = operationsOf(network);
    const specs = parameterSpecs(network);
    this.variables = Object.fromEntries(
      specs.map(({ name, shape, trained }) => {
        const { data } = parameters[name]!;
        // A tensor takes over the array that it is created from, so the caller's array is copied.
        return [name, tf.tidy(() => tf.variable(tf.tensor(data.slice(), [...shape]), trained))];
      }),
    );
    const names = specs.filter(({ trained }) => trained).map(({ name }) => name);
    this.trained = Object.fromEntries(names.map((name) => [name, this.variables[name]!]));
    this.optimizer = createOptimizer(tf, opening, this.trained);
    this.batch = new PictureBatch(images, sizeOf(network.input));
    this.variety = new Variety(opening);
    this.classes = classCount(network);
  }

  async train(indices: Int32Array, learningRate: number): Promise<number> {
    const { tf } = this;
    const { clipNorm } = this.opening;
    const { loss, gradients, statistics } = this.pass(indices);
    const taken = clipNorm === undefined ? gradients : clipped(tf, this.optimizer, gradients, clipNorm);
    optimizerStep(tf, this.optimizer, taken, learningRate);
    for (const update of statistics) this.updateRunning(update);
    const [value] = loss.dataSync();
    tf.dispose([loss, gradients, taken]);
    return value!;
  }

  /** Every step reads the pictures in place. */
  renew(): void {}

  async gradients(indices: Int32Array): Promise<{ loss: number; gradients: Parameters }> {
    const { loss, gradients, statistics } = this.pass(indices);
    const result = { loss: loss.dataSync()[0]!, gradients: read(gradients) };
    this.tf.dispose([loss, gradients, statistics.map(({ mean, variance }) => [mean, variance])]);
    return result;
  }

  async logits(images: Uint8Array, count: number): Promise<Float32Array> {
    const { tf, classes } = this;
    const size = sizeOf(this.opening.network.input);
    const all = new Float32Array(count * classes);
    for (let from = 0; from < count; from += CHUNK) {
      const to = Math.min(from + CHUNK, count);
      const logits = tf.tidy(() => {
        const pictures = this.asPictures(toUnit(images.subarray(from * size, to * size)), to - from);
        return forward(tf, this.operations, this.variables, pictures).dataSync();
      });
      all.set(logits, from * classes);
    }
    return all;
  }

  async parameters(): Promise<Parameters> {
    return read(this.variables);
  }

  async optimizerState(): Promise<OptimizerState> {
    const { steps, slots } = this.optimizer;
    return { steps, slots: read(slots) };
  }

  async dispose(): Promise<void> {
    this.tf.dispose([this.variables, this.optimizer.slots]);
  }

  /** Loss and gradients of one mini-batch in training mode; the caller disposes the result. */
  private pass(indices: Int32Array): { loss: Scalar; gradients: NamedTensorMap; statistics: Statistics[] } {
    const { tf, opening } = this;
    const kernels = Array.from(this.optimizer.kernels, (name) => this.variables[name]!);
    const statistics: Statistics[] = [];
    const training: TrainingPass = {
      mask: (layer, count, rate) => dropoutMask(opening.seed, this.optimizer.steps, layer, count, rate),
      frozen: ({ mean }) => this.optimizer.rates.get(mean) === 0,
      statistics: (operation, mean, variance) => statistics.push({ operation, mean, variance }),
    };
    const { value, grads } = tf.tidy(() => {
      const varied = this.variety.pictures(indices, this.optimizer.steps);
      const unit = varied ? toUnit(varied) : this.batch.gather(indices);
      const pictures = this.asPictures(unit, indices.length);
      const objective = opening.objective ?? CROSS_ENTROPY;
      const classOf = indices.map((index) => opening.labels[index]!);
      const labels = tf.tensor1d(classOf, 'int32');
      const rows = targetsOf(classOf, this.classes, objective.labelSmoothing);
      const targets = tf.tensor2d(rows, [indices.length, this.classes]);
      const loss = () => {
        const logits = forward(tf, this.operations, this.variables, pictures, training); // (n, classes)
        this.right = tf.sum(tf.equal(tf.argMax(logits, 1), labels)).dataSync()[0]!;
        return lossOf(tf, logits, targets, kernels, objective.l2);
      };
      return tf.variableGrads(loss, Object.values(this.trained));
    });
    // The library numbers variables in its own way.
    const named = Object.entries(this.trained).map(([name, variable]) => [name, grads[variable.name]!]);
    return { loss: value, gradients: Object.fromEntries(named), statistics };
  }

  /** (n*H*W*C) floats as (n,H,W,C). */
  private asPictures(unit: Float32Array, count: number): Tensor4D {
    return this.tf.tensor4d(unit, [count, ...this.opening.network.input]);
  }

  /** running = momentum * running + (1 - momentum) * batch, with the biased variance, as in Keras's non-fused layer. */
  private updateRunning({ operation, mean, variance }: Statistics): void {
    const { tf, variables } = this;
    const share = operation.momentum;
    const blend = (running: Variable, batch: Tensor) =>
      tf.tidy(() => running.assign(tf.add(tf.mul(running, share), tf.mul(batch, 1 - share))));
    blend(variables[operation.mean]!, mean);
    blend(variables[operation.variance]!, variance);
    tf.dispose([mean, variance]);
  }
}

/** Copies values out of the library. */
function read(tensors: NamedTensorMap): Parameters {
  const entries = Object.entries(tensors).map(([name, tensor]): [string, Tensor32] => [
    name,
    { shape: [...tensor.shape], data: Float32Array.from(tensor.dataSync()) },
  ]);
  return Object.fromEntries(entries);
}
