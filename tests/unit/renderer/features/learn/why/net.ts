/** A net as the page holds it, and a picture, for the tests of this folder. */
import { initialise } from '../../../../../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../../../../../native-bridge/convnet/presets.ts';
import { referenceForward } from '../../../../../../native-bridge/reference/network.ts';
import type { Subject } from '../../../../../../renderer/features/learn/why/compute/subject.ts';
import { randomTensor } from '../../../../native-bridge/reference/comparing.ts';

const network = presetNetwork('course');

/** Noise breaks ties: with two equal maxima a pooled value has no slope to compare with. */
const noise = randomTensor([64, 64, 3], 11).data;

/** The course's net with fresh weights, and a bright disc on a dark background. */
export const subject: Subject = {
  network,
  parameters: initialise(network, 3),
  pixels: Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => {
    const [y, x] = [Math.floor(at / 192), Math.floor(at / 3) % 64];
    const inside = (x - 28) ** 2 + (y - 34) ** 2 < 300;
    return (inside ? 170 + 20 * (at % 3) : 50) + 40 * noise[at]!;
  }),
};

/** (classes) logits of (64,64,3) numbers, computed by the reference alone. */
export function logitsOf(picture: Float64Array): Float64Array {
  return referenceForward(subject.network, subject.parameters, picture, 1).data;
}

/** The softmax, written out. */
export function softmaxOf(logits: Float64Array): number[] {
  const exponentials = Array.from(logits, (logit) => Math.exp(logit - Math.max(...logits)));
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((exponential) => exponential / sum);
}

export const picture = Float64Array.from(subject.pixels, (byte) => byte / 255);

/** Runs a job to its end. */
export function finished<Part, Output>(job: Generator<Part, Output>): { parts: Part[]; output: Output } {
  const parts: Part[] = [];
  for (;;) {
    const { done, value } = job.next();
    if (done) return { parts, output: value as Output };
    parts.push(value as Part);
  }
}
