/** Checks that every backend makes before opening a network, and names that all backends share. */
import { parameterSpecs } from '../convnet/parameters.ts';
import { sizeOf, type Tensor32 } from '../convnet/tensor.ts';
import { BackendError, type Opening, type OptimizerSettings } from './backend.ts';

/** The names of the slots of those parameters: both moments of Adam, the velocity of SGD. */
export function slotNames({ kind }: OptimizerSettings, parameters: readonly string[]): string[] {
  const prefixes = kind === 'sgd' ? ['u'] : ['m', 'v'];
  return prefixes.flatMap((prefix) => parameters.map((name) => `${prefix}/${name}`));
}

/** The factor on the learning rate of each parameter, in the order of `parameterSpecs`. */
export function ratesOf({ network, rates = {} }: Pick<Opening, 'network' | 'rates'>): number[] {
  return parameterSpecs(network).map(({ name }) => rates[name] ?? 1);
}

/** @throws BackendError if a rate names no parameter, or has an invalid value. */
function requireRates({ network, rates = {} }: Opening): void {
  const specs = new Map(parameterSpecs(network).map((spec) => [spec.name, spec]));
  for (const [name, rate] of Object.entries(rates)) {
    const spec = specs.get(name);
    if (spec?.trained && rate >= 0 && rate <= MOST_RATE) continue;
    if (spec && !spec.trained && (rate === 0 || rate === 1) && rates[sister(name)] === rate) continue;
    throw new BackendError(
      `${name} cannot have ${rate} times the learning rate.`,
      `Name parameters of this network, with 0 to ${MOST_RATE}; mean and variance of a batch norm together, with 0 or 1.`,
    );
  }
}

/** Largest factor on the learning rate (kernels/plan.h: MOST_RATE). */
const MOST_RATE = 1000;

/** `variance2` -> `mean2`, and vice versa. */
function sister(name: string): string {
  return name.startsWith('mean') ? name.replace('mean', 'variance') : name.replace('variance', 'mean');
}

/**
 * @throws BackendError if a parameter or slot is missing or has the wrong shape, labels and pictures do not match, or a
 * rate is invalid.
 */
export function requireWhole(opening: Opening): void {
  const { network, parameters, optimizer, optimizerState, images, labels } = opening;
  const size = sizeOf(network.input);
  if (images.length !== labels.length * size) {
    throw new BackendError(
      `${labels.length} labels do not match ${images.length / size} pictures of (${network.input}).`,
      "Give one label per picture, and pictures of the network's input size.",
    );
  }
  for (const { name, shape, trained } of parameterSpecs(network)) {
    requireShape(parameters[name], name, shape);
    if (!trained || !optimizerState) continue;
    for (const slot of slotNames(optimizer, [name])) requireShape(optimizerState.slots[slot], slot, shape);
  }
  requireRates(opening);
}

function requireShape(tensor: Tensor32 | undefined, name: string, shape: readonly number[]): void {
  if (tensor && tensor.shape.join() === shape.join() && tensor.data.length === sizeOf(shape)) return;
  const found = tensor ? `has the shape (${tensor.shape})` : 'is missing';
  throw new BackendError(
    `${name} ${found}; this network needs (${shape}).`,
    'Use the parameters of this network, or start a new run.',
  );
}
