/** Checks that a network fits the lab's pictures and their classes. */
import { CHANNELS, IMAGE_SIZE } from '../../datasets/dataset.ts';
import { type Network, NetworkError } from '../convnet/network.ts';
import { classCount } from '../convnet/parameters.ts';

const PICTURE = [IMAGE_SIZE, IMAGE_SIZE, CHANNELS];

/** @throws NetworkError if it does not, or is invalid. */
export function requireFit(network: Network, classes: number): void {
  if (String(network.input) !== String(PICTURE)) {
    throw new NetworkError(
      `the network takes pictures of (${network.input}), but the lab's are (${PICTURE})`,
      `Set its input to ${PICTURE.join(', ')}.`,
    );
  }
  const units = classCount(network);
  if (units === classes) return;
  const last = network.layers.length - 1;
  throw new NetworkError(
    `layer ${last + 1} (${network.layers[last]!.kind}): its ${units} units are for ${units} classes, but the pictures have ${classes}`,
    `Give the last layer ${classes} units.`,
    last,
  );
}
