/** Models: exported ONNX files with their cards, and their answers. */
import { z } from 'zod';
import { BaseCard } from '../../../native-bridge/host/base-messages.ts';
import { Card, CardDraft } from '../../../native-bridge/host/card-messages.ts';
import { Network } from '../../../native-bridge/host/compute-messages.ts';
import { RECOGNITION_VALUES } from '../../../native-bridge/host/recognition-messages.ts';
import { Bytes, Id, Name, PackedIds, Path, Split, TaskId, Time } from './common.ts';
import { PictureId } from './dataset.ts';

const Count = z.int().min(0);
const Probability = z.number().min(0).max(1);

export const ModelSummary = z.object({
  id: Id,
  name: z.string(),
  createdAt: Time,
  origin: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('run'), run: Id, runName: z.string() }),
    z.object({ kind: z.literal('file'), file: z.string() }),
    /** It comes with the lab. */
    z.object({ kind: z.literal('base') }),
  ]),
  /** Class names in the order of the outputs. */
  labels: z.array(z.string()),
  bytes: Count,
  /** Hex, of the file. */
  sha256: z.string(),
  /** The card inside the file; null if another program made it. */
  card: RECOGNITION_VALUES.open.shape.metadata,
  /** How ONNX Runtime's answers compare with the trained net's; null if the model was not trained here. */
  parity: RECOGNITION_VALUES.parity.nullable(),
});
export type ModelSummary = z.infer<typeof ModelSummary>;

/** What the net sees of one picture, and what it answers. */
export const Sight = z.object({
  /** (64,64,3) RGB. */
  pixels: Bytes,
  /** Of the upright picture. */
  width: Id,
  height: Id,
  region: z.object({ x: Count, y: Count, size: Id }),
  /** From another program: its card, not that square, says what the net sees of the picture. */
  foreign: z.boolean(),
  label: z.string(),
  /** One a class, in the order of the model's labels. */
  probabilities: z.array(Probability),
});
export type Sight = z.infer<typeof Sight>;

export const Snippet = z.object({
  language: z.enum(['python', 'node', 'browser']),
  title: z.string(),
  /** What to install first. */
  needs: z.string(),
  code: z.string(),
});
export type Snippet = z.infer<typeof Snippet>;

/** A model's answers on pictures, as columns: everything that an evaluation needs. */
export const Answers = z.object({
  model: Id,
  dataset: Id,
  version: Id,
  classes: z.array(z.string()),
  ids: PackedIds,
  /** Index into SPLITS, a byte a picture. */
  splits: Bytes,
  /** A byte a picture. */
  labels: Bytes,
  /** (pictures,classes) float32, least significant byte first. */
  probabilities: Bytes,
});
export type Answers = z.infer<typeof Answers>;

export const Nearest = z.object({
  /** What the distance compares: the inputs of the last layer, or the pixels if the file does not expose them. */
  by: z.enum(['features', 'pixels']),
  /** Ascending by Euclidean distance. */
  pictures: z.array(z.object({ id: PictureId, distance: z.number().min(0) })),
});
export type Nearest = z.infer<typeof Nearest>;

/** Named as in `parameterSpecs`: kernels are (height,width,in,out) of a convolution, (in,out) of a dense layer. */
export const ParameterTensor = z.object({
  name: z.string(),
  shape: z.array(Id),
  /** float32, least significant byte first, C order. */
  data: Bytes,
});
export type ParameterTensor = z.infer<typeof ParameterTensor>;

const { inspect: Inspection, measure: Measured, preview: Preview } = RECOGNITION_VALUES;

const One = z.strictObject({ model: Id });
const Picture = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bytes'), name: z.string().max(255), bytes: Bytes }),
  z.strictObject({ kind: z.literal('picture'), dataset: Id, picture: PictureId }),
]);

export const MODEL_REQUESTS = {
  /** Newest first. */
  'models.list': { input: z.strictObject({}), output: z.array(ModelSummary) },
  'models.get': { input: One, output: ModelSummary },
  /** The model that comes with the lab, from now on in the list like any other; and what it was trained on, and how accurate it is. */
  'models.base': { input: z.strictObject({}), output: z.object({ model: ModelSummary, base: BaseCard }) },
  /** Adds any ONNX image classifier to the lab; one from another program with the known fields of its card. */
  'models.open': {
    input: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('path'), path: Path }),
      z.strictObject({ kind: z.literal('upload'), upload: Id }),
    ]),
    output: ModelSummary,
  },
  'models.rename': { input: z.strictObject({ model: Id, name: Name }), output: ModelSummary },
  'models.remove': { input: One, output: z.null() },
  'models.restore': { input: One, output: ModelSummary },
  /**
   * Writes the file to a path on this machine, with `labels.txt`, its parity report, and for a foreign model its card and
   * the files with its weights (`others`) next to it. Never overwrites a file unless `overwrite` is set.
   */
  'models.export': {
    input: z.strictObject({ model: Id, path: Path, overwrite: z.boolean().default(false) }),
    output: z.object({
      path: z.string(),
      labels: z.string(),
      report: z.string().nullable(),
      others: z.array(z.string()),
    }),
  },
  /**
   * Writes the model as a standalone page: a folder that does not exist yet or is empty, or one file if the path ends in
   * .zip. Any static server can serve it; it runs entirely in the browser.
   */
  'models.exportPage': {
    input: z.strictObject({ task: TaskId, model: Id, path: Path, overwrite: z.boolean().default(false) }),
    output: z.object({ path: z.string(), files: z.array(z.string()) }),
  },
  /** That page as a zip file, for a download. */
  'models.page': {
    input: z.strictObject({ task: TaskId, model: Id }),
    output: z.object({ name: z.string(), bytes: Bytes }),
  },
  /** The file itself, for a download. */
  'models.file': { input: One, output: z.object({ name: z.string(), bytes: Bytes }) },
  /** `labels.txt` for a download: a class name a line, in the order of the outputs. */
  'models.labels': { input: One, output: z.object({ name: z.string(), bytes: Bytes }) },
  /** The trained parameters, read from the file; only for files that Signs Lab has exported. */
  'models.parameters': { input: One, output: z.object({ network: Network, tensors: z.array(ParameterTensor) }) },
  /** A model's inputs and outputs, and its preprocessing card as far as it is known. */
  'models.card': { input: One, output: Inspection },
  /** Stores the card of a foreign model; what it leaves out stays unknown. Refused if it does not fit the net. */
  'models.setCard': { input: z.strictObject({ model: Id, card: CardDraft }), output: Inspection },
  /** Which card gives the best answers on the training or validation pictures of a dataset; stores nothing. */
  'models.measureCard': { input: z.strictObject({ task: TaskId, model: Id, dataset: Id }), output: Measured },
  /** A picture exactly as a net with such a card receives it. */
  'models.previewCard': {
    input: z.strictObject({ card: Card.omit({ labels: true, output: true }), picture: Picture }),
    output: Preview,
  },
  'models.snippets': { input: One, output: z.array(Snippet) },
  'models.see': { input: z.strictObject({ model: Id, picture: Picture }), output: Sight },
  /**
   * Answers on the present pictures of some splits at a version. Asking for `test` counts as a look at the test split.
   * Answers are stored: the second time nothing is computed.
   */
  'models.answers': {
    input: z.strictObject({
      task: TaskId,
      model: Id,
      dataset: Id,
      version: Id.optional(),
      splits: z.array(Split).min(1),
    }),
    output: Answers,
  },
  /** Present training pictures that are most similar to the model. */
  'models.nearest': {
    input: z.strictObject({
      task: TaskId,
      model: Id,
      dataset: Id,
      picture: PictureId,
      count: z.int().min(1).max(50),
    }),
    output: Nearest,
  },
} as const;
