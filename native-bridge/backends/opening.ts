/** Checks that every backend makes before it opens a network, and names that all of them use. */
import { parameterSpecs } from '../convnet/parameters.ts';
import { sizeOf, type Tensor32 } from '../convnet/tensor.ts';
import { BackendError, type Opening, type OptimizerSettings } from './backend.ts';

/** The names of the slots of those parameters: both moments of Adam, the velocity of SGD. */
export function slotNames({ kind }: OptimizerSettings, parameters: readonly string[]): string[] {
  const prefixes = kind === 'sgd' ? ['u'] : ['m', 'v'];
  return prefixes.flatMap((prefix) => parameters.map((name) => `${prefix}/${name}`));
}

/** @throws BackendError where a parameter or slot is missing or has another shape, or labels and pictures do not match. */
export function requireWhole({ network, parameters, optimizer, optimizerState, images, labels }: Opening): void {
  const size = sizeOf(network.input);
  if (images.length !== labels.length * size) {
    throw new BackendError(
      `${labels.length} labels do not go with ${images.length / size} pictures of (${network.input}).`,
      "Give one label a picture, and pictures of the network's input size.",
    );
  }
  for (const { name, shape, trained } of parameterSpecs(network)) {
    requireShape(parameters[name], name, shape);
    if (!trained || !optimizerState) continue;
    for (const slot of slotNames(optimizer, [name])) requireShape(optimizerState.slots[slot], slot, shape);
  }
}

function requireShape(tensor: Tensor32 | undefined, name: string, shape: readonly number[]): void {
  if (tensor && tensor.shape.join() === shape.join() && tensor.data.length === sizeOf(shape)) return;
  const found = tensor ? `has the shape (${tensor.shape})` : 'is missing';
  throw new BackendError(
    `${name} ${found}; this network needs (${shape}).`,
    'Use the parameters of this very network, or start a new run.',
  );
}
