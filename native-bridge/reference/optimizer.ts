/**
 * One optimizer step in float64, as every backend computes it: the gradient, the optimizer's state from earlier steps,
 * and the new weight.
 */
import type { Network } from '../convnet/network.ts';
import { parameterSpecs } from '../convnet/parameters.ts';
import { type AnyParameters, float64Parameters } from './passes.ts';
import { requireShape, type Tensor, zeros } from './tensor.ts';

/**
 * `adam`: Kingma & Ba 2015 in the form at the end of section 2, which TensorFlow uses: both bias corrections are in the
 * step size, and epsilon is added outside the root of the uncorrected v. `adamW`: only kernels decay, by rate times
 * weightDecay, before Adam's own step (Loshchilov & Hutter 2019). `sgd`: with momentum as in TensorFlow and PyTorch.
 */
export type OptimizerRule =
  | { readonly kind: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
  | {
      readonly kind: 'adamW';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
    }
  | { readonly kind: 'sgd'; readonly momentum: number };

export interface StepSettings {
  readonly rule: OptimizerRule;
  readonly learningRate: number;
  /** Steps taken before this one. */
  readonly steps: number;
  /** Gradients whose norm over all parameters together is larger are scaled down to it (Pascanu et al. 2013); null: off. */
  readonly clipNorm: number | null;
}

/** What happens to one weight w with the gradient g. */
export type WeightStep =
  | {
      readonly kind: 'adam';
      readonly g: number;
      readonly w: number;
      /** beta1 m + (1 - beta1) g and beta2 v + (1 - beta2) g^2. */
      readonly m: number;
      readonly v: number;
      /** rate sqrt(1 - beta2^t) / (1 - beta1^t), t counted from 1. */
      readonly stepSize: number;
      /** The share of w that weight decay leaves; 1 if w does not decay. */
      readonly kept: number;
      /** kept w - stepSize m / (sqrt(v) + epsilon) */
      readonly next: number;
    }
  | {
      readonly kind: 'sgd';
      readonly g: number;
      readonly w: number;
      /** momentum u + g */
      readonly u: number;
      /** w - rate u */
      readonly next: number;
    };

/** A weight before its step: `m` and `v` are Adam's, `u` is SGD's; 0 before the first step. */
export interface WeightBefore {
  readonly g: number;
  readonly w: number;
  readonly m: number;
  readonly v: number;
  readonly u: number;
  /** Whether weight decay applies: only kernels decay. */
  readonly decays: boolean;
}

/** @param settings `clipNorm` is not applied: it needs all gradients, see `optimizerStep` */
export function weightStep({ rule, learningRate, steps }: StepSettings, before: WeightBefore): WeightStep {
  const { g, w, m, v, u, decays } = before;
  if (rule.kind === 'sgd') {
    const velocity = rule.momentum * u + g;
    return { kind: 'sgd', g, w, u: velocity, next: w - learningRate * velocity };
  }
  const { beta1, beta2, epsilon } = rule;
  const t = steps + 1;
  const stepSize = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
  const kept = rule.kind === 'adamW' && decays ? 1 - learningRate * rule.weightDecay : 1;
  const first = beta1 * m + (1 - beta1) * g;
  const second = beta2 * v + (1 - beta2) * g * g;
  const next = kept * w - (stepSize * first) / (Math.sqrt(second) + epsilon);
  return { kind: 'adam', g, w, m: first, v: second, stepSize, kept, next };
}

export interface TakenStep {
  /** All parameters of the network; those that are not trained are unchanged. */
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** `m/W1`, `v/W1` ... or `u/W1` ... */
  readonly slots: Readonly<Record<string, Tensor>>;
  /** Norm of all gradients together, before clipping. */
  readonly norm: number;
  /** The factor that clipping applied to every gradient; 1 if nothing was clipped. */
  readonly scale: number;
}

/**
 * @param gradients of every trained parameter, by name
 * @param slots as the previous step left them; missing ones count as zeros
 * @throws NetworkError if the network is invalid.
 * @throws ShapeError if a parameter or a gradient is missing or has another shape.
 */
export function optimizerStep(
  network: Network,
  parameters: AnyParameters,
  gradients: Readonly<Record<string, Tensor>>,
  slots: AnyParameters,
  settings: StepSettings,
): TakenStep {
  const norm = normOf(gradients);
  const { clipNorm } = settings;
  const scale = clipNorm !== null && norm > clipNorm ? clipNorm / norm : 1;
  const next: Record<string, Tensor> = float64Parameters(network, parameters);
  const kept: Record<string, Tensor> = {};
  for (const { name, shape, role, trained } of parameterSpecs(network)) {
    if (!trained) continue;
    const gradient = gradients[name] ?? zeros([0]);
    requireShape('optimizerStep', `the gradient of ${name}`, gradient, shape, `the network ${network.name}`);
    const was = (prefix: string) => slots[`${prefix}/${name}`]?.data ?? zeros(shape).data;
    const before = { w: next[name]!.data, m: was('m'), v: was('v'), u: was('u') };
    const all = gradient.data.map((g) => g * scale);
    const taken = Array.from(all, (g, i) =>
      weightStep(settings, {
        ...{ g, w: before.w[i]!, m: before.m[i]!, v: before.v[i]!, u: before.u[i]! },
        decays: role === 'kernel',
      }),
    );
    const tensor = (value: (one: WeightStep) => number) => ({ shape, data: Float64Array.from(taken, value) });
    next[name] = tensor((one) => one.next);
    if (settings.rule.kind === 'sgd') kept[`u/${name}`] = tensor((one) => (one.kind === 'sgd' ? one.u : 0));
    else {
      kept[`m/${name}`] = tensor((one) => (one.kind === 'adam' ? one.m : 0));
      kept[`v/${name}`] = tensor((one) => (one.kind === 'adam' ? one.v : 0));
    }
  }
  return { parameters: next, slots: kept, norm, scale };
}

/** The Euclidean norm of all of them together. */
export function normOf(tensors: Readonly<Record<string, Tensor>>): number {
  let squares = 0;
  for (const { data } of Object.values(tensors)) for (const value of data) squares += value * value;
  return Math.sqrt(squares);
}
