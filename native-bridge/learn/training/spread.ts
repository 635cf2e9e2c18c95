/**
 * Recognises the distribution of numbers from an unknown generator by range and standard deviation, so never for
 * certain.
 */
import { fans } from '../../convnet/parameters.ts';
import { WEIGHT_SHAPES, type WeightName } from './glorot.ts';

interface Family {
  readonly id: string;
  readonly text: string;
  /** The largest magnitude that can occur; null for a normal distribution. */
  limit(fanIn: number, fanOut: number): number | null;
  deviation(fanIn: number, fanOut: number): number;
}

const uniform = (limit: (fanIn: number, fanOut: number) => number) => ({
  limit,
  deviation: (fanIn: number, fanOut: number) => limit(fanIn, fanOut) / Math.sqrt(3),
});

const FAMILIES: readonly Family[] = [
  {
    id: 'glorot-other-generator',
    text: "They are distributed like Glorot's uniform numbers, but are not from any seed that was tried. TensorFlow 2 and PyTorch give other numbers for the same seed than TensorFlow 1, which the course used: then the network is right, and its costs will differ.",
    ...uniform((fanIn, fanOut) => Math.sqrt(6 / (fanIn + fanOut))),
  },
  {
    id: 'he-uniform-other-generator',
    text: "They are distributed like He's uniform numbers, limit sqrt(6 / fan_in). The course uses xavier_initializer.",
    ...uniform((fanIn) => Math.sqrt(6 / fanIn)),
  },
  {
    id: 'torch-default',
    text: "They are distributed like PyTorch's default, uniform up to 1 / sqrt(fan_in). The course uses xavier_initializer.",
    ...uniform((fanIn) => 1 / Math.sqrt(fanIn)),
  },
  {
    id: 'he-normal',
    text: "They are distributed like He's normal numbers, standard deviation sqrt(2 / fan_in). The course uses xavier_initializer, uniform.",
    limit: () => null,
    deviation: (fanIn) => Math.sqrt(2 / fanIn),
  },
  {
    id: 'glorot-normal',
    text: "They are distributed like Glorot's normal numbers, standard deviation sqrt(2 / (fan_in + fan_out)): xavier_initializer(uniform = False). The course leaves it uniform.",
    limit: () => null,
    deviation: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
  },
  {
    id: 'random-normal',
    text: 'They are distributed like normal numbers with standard deviation 1 (tf.random_normal): far too large to start from. The course uses xavier_initializer.',
    limit: () => null,
    deviation: () => 1,
  },
  {
    id: 'random-small',
    text: 'They are distributed like normal numbers with standard deviation 0.01. The course uses xavier_initializer.',
    limit: () => null,
    deviation: () => 0.01,
  },
];

/** Fewer numbers are not enough to recognise a distribution. */
const ENOUGH = 100;
/**
 * Relative tolerance of the standard deviation: for 384 numbers it is within 8 % in 95 of 100 cases, and the two
 * closest families differ by 15 %.
 */
const TOLERANCE = 0.07;

/** The family that the numbers seem to belong to; null if none fits or they are too few. */
export function familyOf(
  name: WeightName,
  data: ArrayLike<number>,
): { readonly id: string; readonly text: string } | null {
  if (data.length < ENOUGH) return null;
  const values = Float64Array.from(data);
  const { fanIn, fanOut } = fans(WEIGHT_SHAPES[name]);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const fits = FAMILIES.filter((family) => {
    const [wanted, limit] = [family.deviation(fanIn, fanOut), family.limit(fanIn, fanOut)];
    // Uniform numbers come close to their limit and never exceed it; normal ones reach three standard deviations.
    const inside = limit === null ? most > 2.3 * wanted : most <= limit * 1.0001 && most > limit * 0.95;
    return inside && Math.abs(deviation / wanted - 1) < TOLERANCE;
  });
  return fits.length === 1 ? fits[0]! : null;
}
