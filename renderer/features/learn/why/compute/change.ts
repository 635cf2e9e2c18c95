/**
 * How the picture must change to become another class: gradient steps on the picture instead of the weights, each of
 * the same length (the targeted iterative method of Kurakin et al. 2017 with L2 steps as in Madry et al. 2018).
 */
import { softmax, softmaxCrossEntropy } from '../../../../../native-bridge/reference/softmax-cross-entropy.ts';
import { traceForward } from '../../../../../native-bridge/reference/trace.ts';
import { blurred } from './blur.ts';
import { argmax, asInput, type Subject } from './subject.ts';

export interface Steps {
  /** The target class. */
  readonly target: number;
  /** L2 length of one step, in pictures of [0,1]. */
  readonly length: number;
  /** Standard deviation in pixels of the blur of each step's gradient; 0: none. */
  readonly smooth: number;
  /** Maximum number of steps. */
  readonly most: number;
}

/** One intermediate picture, and the net's answer to it. */
export interface Step {
  readonly probabilities: Float64Array;
  /** L2 norm of the difference to the first picture, in [0,1]. */
  readonly norm: number;
  /** The largest difference of one number, in [0,1]. */
  readonly largest: number;
}

export interface Changing {
  readonly steps: readonly Step[];
  /** (64,64,3) RGB of the newest step. */
  readonly newest: Uint8Array;
}

export interface Changed extends Changing {
  /** (64,64,3) RGB of every step, starting with the original. */
  readonly pictures: readonly Uint8Array[];
  /** The target won; the maximum number of steps was reached; or the gradient is 0 and gives no direction. */
  readonly end: 'won' | 'gaveUp' | 'flat';
}

/**
 * A worker job: step by step until the target wins. The net sees each picture rounded to whole bytes, as it could be
 * saved; the rounding error is kept for the next step.
 */
export function* changeOf(input: Subject & Steps): Generator<Changing, Changed> {
  const { network, parameters, pixels, target } = input;
  const first = asInput(pixels).data;
  let exact = first;
  const steps: Step[] = [];
  const pictures: Uint8Array[] = [];
  for (;;) {
    const bytes = Uint8Array.from(exact, (value) => Math.round(value * 255));
    const trace = traceForward(network, parameters, asInput(bytes));
    const probabilities = softmax(trace.logits).data;
    pictures.push(bytes);
    steps.push({ probabilities, ...distance(first, asInput(bytes).data) });
    if (argmax(probabilities) === target) return { steps, newest: bytes, pictures, end: 'won' };
    if (steps.length > input.most) return { steps, newest: bytes, pictures, end: 'gaveUp' };
    const { dLogits } = softmaxCrossEntropy(trace.logits, [target]);
    const slope = blurred(trace.backward(dLogits).dInput.data, input.smooth);
    const norm = lengthOf(slope);
    if (norm === 0) return { steps, newest: bytes, pictures, end: 'flat' };
    exact = exact.map((value, at) => Math.min(1, Math.max(0, value - (input.length * slope[at]!) / norm)));
    yield { steps, newest: bytes };
  }
}

/** L2 norm. */
function lengthOf(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function distance(from: Float64Array, to: Float64Array): Pick<Step, 'norm' | 'largest'> {
  const differences = to.map((value, at) => value - from[at]!);
  const largest = differences.reduce((most, difference) => Math.max(most, Math.abs(difference)), 0);
  return { norm: lengthOf(differences), largest };
}

/** The difference of two pictures around middle grey, scaled so that its largest number is black or white. */
export function amplified(from: Uint8Array, to: Uint8Array): { readonly pixels: Uint8Array; readonly times: number } {
  let most = 0;
  for (const [at, byte] of to.entries()) most = Math.max(most, Math.abs(byte - from[at]!));
  const times = most === 0 ? 1 : Math.max(1, Math.floor(127 / most));
  return { pixels: to.map((byte, at) => 128 + (byte - from[at]!) * times), times };
}
