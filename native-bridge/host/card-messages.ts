/** Messages from main to the recognition host about foreign models and their cards. */
import { z } from 'zod';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { Card, CardDraft, CardField } from '../onnx/card/card.ts';
import { Measured } from '../onnx/card/measure.ts';
import { PageNet } from '../onnx/card/page-net.ts';
import { DataSource } from './compute-messages.ts';

export { Card, CardDraft, CardField } from '../onnx/card/card.ts';
export type { PageNet } from '../onnx/card/page-net.ts';

const Path = z.string().min(1).max(4096);
const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected a Uint8Array');
const isOfDataset = ({ length }: Uint8Array) => length === IMAGE_BYTES;
const Side = z.int().min(1);
const End = z.object({
  name: z.string(),
  type: z.string(),
  /** A free axis has a name. */
  shape: z.array(z.union([z.number(), z.string()])),
});
export const Ends = z.array(End);

/** Files of larger pictures, by the picture's index in the dataset's pixel file. */
export const Originals = z.array(z.tuple([z.int().min(0), Path]));

/** A model's file and its card; default: the card next to it, if there is one. */
export const MODEL_AT = { path: Path, card: Path.optional() };

export const CARD_ASKS = [
  /** A model's inputs and outputs, and the known fields of its card. */
  z.object({ kind: z.literal('inspect'), ...MODEL_AT }),
  /** Whether a card matches a model, and what would be known with it. */
  z.object({ kind: z.literal('tryCard'), path: Path, draft: CardDraft }),
  /** Which plausible card is most accurate on the training or validation pictures of a dataset. */
  z.object({
    kind: z.literal('measure'),
    ...MODEL_AT,
    data: DataSource,
    originals: Originals.optional(),
  }),
  /** What a standalone page has to know about a foreign model; its card must be complete. */
  z.object({ kind: z.literal('pageNet'), ...MODEL_AT }),
  /** A picture exactly as the input of a net with that card. */
  z.object({
    kind: z.literal('preview'),
    card: Card.omit({ labels: true, output: true }),
    picture: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('file'), /** For people. */ name: z.string(), bytes: Bytes }),
      z.object({
        kind: z.literal('pixels'),
        /** (64,64,3) RGB */ pixels: Bytes.refine(isOfDataset, 'expected 64x64 RGB'),
      }),
    ]),
  }),
] as const;

export const Inspection = z.object({
  inputs: Ends,
  outputs: Ends,
  card: CardDraft,
  unknown: z.array(CardField),
  /** For people: where the known fields come from. */
  facts: z.array(z.string()),
  /** Number of classes. */
  classes: z.int().min(1),
  /** Files next to the model that hold its weights, as the model names them. */
  external: z.array(z.string()),
  /** False for a model that Signs Lab has exported. */
  foreign: z.boolean(),
});
export type Inspection = z.infer<typeof Inspection>;

export const Preview = z.object({
  width: Side,
  height: Side,
  /** (height,width,3) RGB before scaling; the net's channels are shown as red, green, blue. */
  pixels: Bytes,
  /** Smallest and largest number of every channel, in the order of the net. */
  channels: z.array(z.object({ name: z.string(), low: z.number(), high: z.number() })),
});
export type Preview = z.infer<typeof Preview>;

export const ForPage = z.object({
  net: PageNet,
  /** Files next to the model that hold its weights, as the model names them. */
  external: z.array(z.string()),
  /** The modified model to run; null if the file can run unchanged. */
  bytes: Bytes.nullable(),
});
export type ForPage = z.infer<typeof ForPage>;

export const CARD_VALUES = {
  ...{ inspect: Inspection, tryCard: Inspection, measure: Measured, preview: Preview, pageNet: ForPage },
} as const;
