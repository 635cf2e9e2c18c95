/** The card inside a model file: what it recognises, its preprocessing, and the run that trained it. */
import { z } from 'zod';
import { CHANNELS, IMAGE_SIZE } from '../../datasets/dataset.ts';
import { Network } from '../convnet/network.ts';
import { Rejection } from '../metrics/rejection.ts';
import { OnnxError } from './onnx-error.ts';
import { decodeHead, type ModelHead, type StringStringEntryProto } from './schema.ts';

/** Version of the keys and values below. A reader refuses a newer one. */
export const METADATA_FORMAT = 1;
export const PRODUCER = 'signs-lab';

/** Names of the graph's inputs and outputs. */
export const INPUT = 'image';
export const LOGITS = 'logits';
export const PROBABILITIES = 'probabilities';

export const InputContract = z.object({
  name: z.literal(INPUT),
  type: z.literal('uint8'),
  layout: z.literal('NHWC'),
  /** Height, width, channels. */
  shape: z.tuple([z.int(), z.int(), z.int()]),
  channels: z.literal('RGB'),
  /** How a picture of another size is brought to this size, as text. */
  crop: z.string(),
  resize: z.string(),
  range: z.tuple([z.number(), z.number()]),
  scaling: z.string(),
});
export type InputContract = z.infer<typeof InputContract>;

const Share = z.number().min(0).max(1);

/** What a model's training run knows about it. */
export const TrainingFacts = z.object({
  /** Hex SHA-256 over pixels and labels, see datasets/hash.ts. */
  datasetSha256: z.string(),
  /** Top-1 accuracy in [0, 1]; null if it was not measured. */
  trainAccuracy: Share.nullable(),
  testAccuracy: Share.nullable(),
  /** Mini-batch seed, and the graph seed of the initial weights. */
  seed: z.int(),
  initSeed: z.int(),
  hyperparameters: z.record(z.string(), z.unknown()),
  /**
   * The probability below which there is no sign; null without a validation split, and in files from older versions.
   */
  rejection: Rejection.nullable().default(null),
});
export type TrainingFacts = z.infer<typeof TrainingFacts>;

export const ModelMetadata = TrainingFacts.extend({
  format: z.literal(METADATA_FORMAT),
  producer: z.object({ name: z.string(), version: z.string() }),
  /** Class names in the order of the outputs. */
  labels: z.array(z.string().min(1)).min(1),
  inputContract: InputContract,
  network: Network,
});
export type ModelMetadata = z.infer<typeof ModelMetadata>;

export function inputContract(shape: InputContract['shape'] = [IMAGE_SIZE, IMAGE_SIZE, CHANNELS]): InputContract {
  return {
    name: INPUT,
    type: 'uint8',
    layout: 'NHWC',
    shape,
    channels: 'RGB',
    crop: 'largest centred square',
    resize: 'antialiased bilinear (triangle filter as wide as the reduction)',
    range: [0, 255],
    scaling: 'raw pixels: the division by 255 is inside the model',
  };
}

/** Key in `metadata_props` of every field. Values are JSON, except the hash, which is plain text. */
const KEYS = {
  format: 'signs_lab.format',
  labels: 'labels',
  inputContract: 'input_contract',
  datasetSha256: 'dataset_sha256',
  trainAccuracy: 'train_accuracy',
  testAccuracy: 'test_accuracy',
  seed: 'seed',
  initSeed: 'init_seed',
  network: 'network',
  hyperparameters: 'hyperparameters',
  rejection: 'rejection',
} as const satisfies Record<Exclude<keyof ModelMetadata, 'producer'>, string>;
type Key = keyof typeof KEYS;

/** Metadata as `metadata_props`; the producer has its own fields in the file. */
export function toProps(metadata: Omit<ModelMetadata, 'producer'>): StringStringEntryProto[] {
  return (Object.keys(KEYS) as Key[]).map((field) => ({
    key: KEYS[field],
    value: field === 'datasetSha256' ? metadata.datasetSha256 : JSON.stringify(metadata[field]),
  }));
}

/**
 * The card of a model file; null if the file is from another producer and has none.
 * @throws OnnxError if the bytes are not ONNX, or the card has a newer version or is damaged.
 */
export function readMetadata(bytes: Uint8Array): ModelMetadata | null {
  const head = readHead(bytes);
  const props = new Map(head.metadataProps.map(({ key, value }) => [key, value]));
  const format = props.get(KEYS.format);
  if (format === undefined) return null;
  if (format !== String(METADATA_FORMAT)) {
    throw new OnnxError(
      `The model's card has format ${format}; this version reads format ${METADATA_FORMAT}.`,
      'Update Signs Lab, or export the model with this version.',
    );
  }
  const fields = (Object.keys(KEYS) as Key[]).map((field) => [field, parseProp(field, props.get(KEYS[field]))]);
  const producer = { name: head.producerName, version: head.producerVersion };
  const card = ModelMetadata.safeParse({ ...Object.fromEntries(fields), producer });
  if (card.success) return card.data;
  throw new OnnxError(`The model's card is damaged: ${z.prettifyError(card.error)}`, 'Export the model again.');
}

function readHead(bytes: Uint8Array): ModelHead {
  try {
    const head = decodeHead(bytes);
    // Every ONNX file has both (onnx.proto3); bytes that parse by chance do not.
    if (head.irVersion >= 1 && head.opsetImport.length > 0) return head;
  } catch (cause) {
    throw notOnnx({ cause });
  }
  throw notOnnx();
}

function notOnnx(options?: ErrorOptions): OnnxError {
  const remedy = 'Choose a model.onnx file as `train` writes it; if it was copied, copy it again.';
  return new OnnxError('The file is not ONNX, or it is cut off.', remedy, options);
}

/** undefined where the prop is missing or not JSON: the schema then names the field. */
function parseProp(field: Key, value: string | undefined): unknown {
  if (value === undefined || field === 'datasetSha256') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
