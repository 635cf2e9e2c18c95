/** The text files next to the model: its class names, and how it is used. */
import type { PageNet } from '../../native-bridge/onnx/card/page-net.ts';
import { t } from './messages/index.ts';
import { PageError } from './page-error.ts';

export interface ModelFacts {
  readonly name: string;
  /** Probability below which there is no sign; null where it was not measured. */
  readonly threshold: number | null;
  readonly net: PageNet;
  /** External weight files of the net: the name it uses, and the file's location. */
  readonly weights: readonly { readonly path: string; readonly file: string }[];
}

/** A lab export: the division by 255 is inside the net. */
const OWN: PageNet = {
  card: {
    ...{ layout: 'NHWC', size: [64, 64], fit: 'crop', channels: 'RGB', scale: '0..255' },
    output: 'probabilities',
  },
  input: { name: 'image', type: 'uint8', batch: null },
  output: 'probabilities',
};

/** The lines of `labels.txt`; a single trailing line break does not count. */
export function labelsOf(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** `model.json`; without a card, the net is the lab's own. @throws PageError where it is not what the lab has written */
export function readFacts(text: string): ModelFacts {
  try {
    const { name, threshold, net = OWN, weights = [] } = factsIn(text);
    const measured = threshold === null || typeof threshold === 'number';
    if (typeof name === 'string' && measured && isNet(net) && areWeights(weights))
      return { name, threshold, net, weights };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new PageError(() => [t.factsDamaged(), t.factsDamagedRemedy()]);
}

function factsIn(text: string): Parsed {
  const parsed: unknown = JSON.parse(text);
  return isObject(parsed) ? parsed : {};
}

type Parsed = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Parsed => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) > 0;

function areWeights(value: unknown): value is ModelFacts['weights'] {
  return Array.isArray(value) && value.every((one) => isObject(one) && isText(one.path) && isText(one.file));
}

function isNet(value: unknown): value is PageNet {
  if (!isObject(value) || !isObject(value.card) || !isObject(value.input) || !isText(value.output)) return false;
  const { name, type, batch } = value.input;
  const known = ['uint8', 'float32', 'float16', 'float64'].includes(type as string);
  return isText(name) && known && (batch === null || isCount(batch)) && isCard(value.card);
}

function isCard({ layout, size, fit, channels, scale, output }: Parsed): boolean {
  const sides = Array.isArray(size) && size.length === 2 && size.every(isCount);
  const chosen: [unknown, string[]][] = [
    [layout, ['NCHW', 'NHWC']],
    [fit, ['squash', 'crop', 'letterbox']],
    [channels, ['RGB', 'BGR', 'grey']],
    [output, ['logits', 'probabilities']],
  ];
  return sides && chosen.every(([one, all]) => all.includes(one as string)) && isScale(scale, channels);
}

function isScale(scale: unknown, channels: unknown): boolean {
  if (!isObject(scale)) return ['0..255', '0..1', '-1..1'].includes(scale as string);
  const count = channels === 'grey' ? 1 : 3;
  return [scale.mean, scale.std].every(
    (all) => Array.isArray(all) && all.length === count && all.every(Number.isFinite),
  );
}
