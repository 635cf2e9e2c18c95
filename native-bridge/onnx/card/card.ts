/** The preprocessing card: how a picture becomes a net's input, and how to read its output. */
import { z } from 'zod';
import { IMAGE_SIZE } from '../../../datasets/dataset.ts';
import { OnnxError } from '../onnx-error.ts';
import { CHANNEL_ORDERS, channelCount } from './channels.ts';

/** Largest side, in pixels. */
export const LARGEST_SIDE = 1024;
/** ImageNet-21k has 21 841. */
export const MOST_LABELS = 100_000;
export const NUMBER_SCALES = ['0..255', '0..1', '-1..1'] as const;

const Side = z.int().min(1).max(LARGEST_SIDE);
const OneAChannel = z.array(z.number()).min(1).max(3);

/** Mean and standard deviation of pixels divided by 255, in the order of the net's channels. */
const Standardised = z.strictObject({ mean: OneAChannel, std: OneAChannel.refine(allPositive, 'above 0') });
const SHAPE = {
  layout: z.enum(['NCHW', 'NHWC']),
  /** Height, width. */
  size: z.tuple([Side, Side]),
  /** How a picture of another aspect ratio is fitted: stretched; cropped to its centre; scaled whole onto black. */
  fit: z.enum(['squash', 'crop', 'letterbox']),
  channels: z.enum(CHANNEL_ORDERS),
  scale: z.union([z.enum(NUMBER_SCALES), Standardised]),
  output: z.enum(['logits', 'probabilities']),
  /** Class names in the order of the outputs. */
  labels: z.array(z.string().min(1).max(1000)).min(2).max(MOST_LABELS),
};

/** The known fields of a card; a field that is missing is unknown. */
export const CardDraft = z.strictObject(SHAPE).partial();
export type CardDraft = z.infer<typeof CardDraft>;
export const Card = z.strictObject(SHAPE);
export type Card = z.infer<typeof Card>;
export type Scale = Card['scale'];

export const CARD_FIELDS = Object.keys(SHAPE) as (keyof Card)[];
export const CardField = z.enum(['layout', 'size', 'fit', 'channels', 'scale', 'output', 'labels']);
export type CardField = z.infer<typeof CardField>;

/** The card of the lab's own models, which divide by 255 themselves. */
export function ownCard(labels: readonly string[]): Card {
  return {
    ...{ layout: 'NHWC', size: [IMAGE_SIZE, IMAGE_SIZE], fit: 'crop', channels: 'RGB', scale: '0..255' },
    ...{ output: 'probabilities', labels: [...labels] },
  };
}

/** In the order of the card. */
export function unknownFields(card: CardDraft): CardField[] {
  return CARD_FIELDS.filter((field) => card[field] === undefined);
}

/** The draft with the fields of `stated` replaced. */
export function withStated(card: CardDraft, stated: CardDraft): CardDraft {
  return Object.fromEntries(
    CARD_FIELDS.map((field) => [field, stated[field] ?? card[field]]).filter(([, value]) => value !== undefined),
  ) as CardDraft;
}

/**
 * The draft as a complete card. Unknown labels become the numbers of the outputs; nothing else is guessed.
 * @throws OnnxError naming the fields that are missing.
 */
export function completeCard(draft: CardDraft, classes: number): Card {
  const labels = draft.labels ?? Array.from({ length: classes }, (_, k) => String(k));
  const missing = unknownFields({ ...draft, labels });
  if (missing.length === 0) return requireChannels(Card.parse({ ...draft, labels }));
  throw new OnnxError(
    `The model's preprocessing is not fully known: its file and the files next to it do not say ${missing.join(', ')}.`,
    'Name a card with these fields by --card CARD.json (or put it next to the model as MODEL.card.json), or let the command `model FILE --data D` find them by measuring. In the lab, fill in the Card of the model.',
  );
}

/** @throws OnnxError if mean and standard deviation do not have one number per channel. */
function requireChannels(card: Card): Card {
  const { scale, channels } = card;
  const count = channelCount(channels);
  if (typeof scale === 'string' || (scale.mean.length === count && scale.std.length === count)) return card;
  throw new OnnxError(
    `The card's mean has ${scale.mean.length} numbers and its std ${scale.std.length}, but the net takes ${count} channels (${channels}).`,
    'Give one number per channel, in the order of the net.',
  );
}

function allPositive(values: readonly number[]): boolean {
  return values.every((value) => value > 0);
}
