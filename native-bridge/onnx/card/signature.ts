/** Inputs and outputs of a foreign net, as far as its file declares them. */
import type { InferenceSession } from 'onnxruntime-node';
import { OnnxError } from '../onnx-error.ts';
import { type Card, type CardDraft, LARGEST_SIDE } from './card.ts';
import { channelCount } from './channels.ts';

type Value = InferenceSession.ValueMetadata;
export const INPUT_TYPES = ['uint8', 'float32', 'float16', 'float64'] as const;
export type InputType = (typeof INPUT_TYPES)[number];
const OUTPUT_TYPES: readonly string[] = ['float32', 'float16', 'float64'];

export interface NetInput {
  readonly name: string;
  readonly type: InputType;
  /** Pictures per call, if the net accepts only that number. */
  readonly batch: number | null;
  /** The other three axes; null for a free one. */
  readonly axes: readonly [number | null, number | null, number | null];
}

const REMEDY =
  'Choose an image classifier that takes one picture tensor: uint8 or float, (N,channels,height,width) or (N,height,width,channels).';

/** @throws OnnxError if the input is not one tensor of pictures. */
export function netInput(session: InferenceSession): NetInput {
  const [input, ...more] = session.inputMetadata;
  if (!input?.isTensor || more.length > 0) throw notPictures(session.inputMetadata);
  const { name, type, shape } = input;
  const known = INPUT_TYPES.find((one) => one === type);
  if (!known || shape.length !== 4) throw notPictures(session.inputMetadata);
  const [batch, ...axes] = shape.map(lengthOf) as [number | null, number | null, number | null, number | null];
  const found = { name, type: known, batch, axes };
  if (possibleLayouts(found).length === 0) throw notPictures(session.inputMetadata);
  return found;
}

/** A free axis has a name, or no length. */
function lengthOf(axis: number | string): number | null {
  return typeof axis === 'number' && axis > 0 ? axis : null;
}

/** Layouts in which the channel axis has length 1, 3 or any, and the sides have one that a card can name. */
export function possibleLayouts({ axes: [a, b, c] }: NetInput): Card['layout'][] {
  const isChannels = (axis: number | null) => axis === null || axis === 1 || axis === 3;
  const isSide = (axis: number | null) => axis === null || axis <= LARGEST_SIDE;
  const layouts: Card['layout'][] = [];
  if (isChannels(a) && isSide(b) && isSide(c)) layouts.push('NCHW');
  if (isChannels(c) && isSide(a) && isSide(b)) layouts.push('NHWC');
  // A length of 1 or 3 means channels, as no picture is that small; a free axis is then not the channel axis.
  const surely = layouts.filter((layout) => (layout === 'NCHW' ? a : c) !== null);
  return surely.length === 1 ? surely : layouts;
}

/** The fields that the declared shape and type determine. */
export function declaredFields(input: NetInput, layout?: Card['layout']): CardDraft {
  const [only, ...others] = possibleLayouts(input);
  const known = layout ?? (others.length === 0 ? only : undefined);
  const bytes: CardDraft = input.type === 'uint8' ? { scale: '0..255' } : {};
  if (!known) return bytes;
  const { height, width, channels } = inLayout(input, known);
  return {
    ...bytes,
    layout: known,
    ...(height !== null && width !== null && { size: [height, width] }),
    ...(channels === 1 && { channels: 'grey' }),
  };
}

export function inLayout({ axes: [a, b, c] }: NetInput, layout: Card['layout']) {
  return layout === 'NCHW' ? { channels: a, height: b, width: c } : { channels: c, height: a, width: b };
}

/** @throws OnnxError if the card contradicts the net's declared shape and type. */
export function requireAgreement(input: NetInput, card: CardDraft): void {
  const layouts = card.layout ? [card.layout] : possibleLayouts(input);
  const reasons = layouts.map((layout) => disagreement(input, card, layout));
  if (reasons.includes(null)) return;
  throw new OnnxError(
    `The card does not match the model, which takes ${describeInput(input)}: ${reasons[0]}.`,
    'Correct the card.',
  );
}

/** Null if the card matches in that layout. */
function disagreement(
  input: NetInput,
  { scale, size, channels: kind }: CardDraft,
  layout: Card['layout'],
): string | null {
  if (input.type === 'uint8' && scale !== undefined && scale !== '0..255') {
    return `bytes are scaled 0..255, not ${JSON.stringify(scale)}`;
  }
  if (!possibleLayouts(input).includes(layout)) return `that is not ${layout}`;
  const { channels, height, width } = inLayout(input, layout);
  if (size && ((height ?? size[0]) !== size[0] || (width ?? size[1]) !== size[1])) {
    return `its size is not ${size[0]} x ${size[1]}`;
  }
  const fits = kind === undefined || channels === null || channels === channelCount(kind);
  return fits ? null : `${channels} channels are not ${kind}`;
}

export function describeInput({ name, type, batch, axes }: NetInput): string {
  return `${name}: ${type} (${[batch, ...axes].map((axis) => axis ?? 'free').join(',')})`;
}

/** Outputs that are tensors of numbers; a label's name or a map from names to numbers cannot be used. */
export function numberOutputs(session: InferenceSession): string[] {
  return session.outputMetadata
    .filter((output) => output.isTensor && OUTPUT_TYPES.includes(output.type))
    .map(({ name }) => name);
}

export function describeValues(values: readonly Value[]) {
  return values.map((value) =>
    value.isTensor
      ? { name: value.name, type: String(value.type), shape: [...value.shape] }
      : { name: value.name, type: 'map or sequence', shape: [] },
  );
}

function notPictures(values: readonly Value[]): OnnxError {
  const words = describeValues(values).map(({ name, type, shape }) => `${name}: ${type} (${shape})`);
  return new OnnxError(
    `The model takes ${words.join(', ') || 'nothing'}, which is not one tensor of pictures.`,
    REMEDY,
  );
}
