/**
 * What main and the recognition host say to one another. The host lives on; every request carries an id and gets one
 * reply with that id, and no request depends on another, so a host that died is replaced without anyone noticing.
 * Every message is checked once, where it arrives.
 */
import { z } from 'zod';
import { IMAGE_BYTES, SPLIT_NAMES } from '../../datasets/dataset.ts';
import { Evaluation } from '../onnx/evaluate.ts';
import { ModelMetadata } from '../onnx/metadata.ts';
import { ParityReport } from '../onnx/parity.ts';
import { DataSource, Failure } from './compute-messages.ts';

export { SPLIT_NAMES, type SplitName } from '../../datasets/dataset.ts';

const Path = z.string().min(1).max(4096);
const Count = z.int().min(1);
const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected a Uint8Array');
const Integers = z.custom<Int32Array>((value) => value instanceof Int32Array, 'expected an Int32Array');
const Floats = z.custom<Float32Array>((value) => value instanceof Float32Array, 'expected a Float32Array');

/** (count,64,64,3) uint8. */
const Pictures = { images: Bytes, count: Count };
const fits = ({ images, count }: { images: Uint8Array; count: number }) => images.length === count * IMAGE_BYTES;
const misfit = { error: `expected ${IMAGE_BYTES} bytes a picture`, path: ['images'] };

const Ask = z.discriminatedUnion('kind', [
  /** Opens a model, or says why it cannot be. */
  z.object({ kind: z.literal('open'), path: Path }),
  z.object({ kind: z.literal('predict'), path: Path, ...Pictures }).refine(fits, misfit),
  /** Compares the model with the trained net's answers to the same pictures. */
  z
    .object({
      kind: z.literal('parity'),
      path: Path,
      ...Pictures,
      labels: Integers,
      probabilities: Floats,
      logits: Floats.optional(),
    })
    .refine(fits, misfit),
  z.object({
    kind: z.literal('evaluate'),
    path: Path,
    data: DataSource.extend({
      /** Of the carved splits; the model's own where none is given. */ seed: z.int().min(0).optional(),
    }),
    split: z.enum(SPLIT_NAMES),
  }),
  z.object({ kind: z.literal('predictFiles'), path: Path, files: z.array(Path).min(1) }),
  /** ONNX Runtime itself. */
  z.object({ kind: z.literal('info') }),
]);
/** A request, before it has its id. */
export type RecognitionAsk = z.infer<typeof Ask>;
export type RecognitionKind = RecognitionAsk['kind'];

export const RecognitionRequest = z.intersection(z.object({ id: z.int() }), Ask);
export type RecognitionRequest = z.infer<typeof RecognitionRequest>;

/** The value of the reply to each kind of request. */
export const RECOGNITION_VALUES = {
  open: z.object({
    labels: z.array(z.string()),
    /** null where the file is of another producer. */
    metadata: ModelMetadata.nullable(),
    inputs: z.array(
      z.object({ name: z.string(), type: z.string(), shape: z.array(z.union([z.number(), z.string()])) }),
    ),
  }),
  /** (count,classes) each. */
  predict: z.object({ logits: Floats, probabilities: Floats }),
  parity: ParityReport,
  evaluate: Evaluation,
  predictFiles: z.object({
    predictions: z.array(z.object({ file: z.string(), label: z.string(), probabilities: z.array(z.number()) })),
  }),
  info: z.object({ version: z.string(), providers: z.array(z.string()) }),
} as const satisfies Record<RecognitionKind, z.ZodType>;
export type RecognitionValue<K extends RecognitionKind> = z.infer<(typeof RECOGNITION_VALUES)[K]>;

export const RecognitionReply = z.discriminatedUnion('kind', [
  /** `value` is parsed by `RECOGNITION_VALUES[request.kind]`. */
  z.object({ id: z.int(), kind: z.literal('reply'), value: z.unknown() }),
  /** `id` is null where the request could not be read so far as to have one. */
  z.object({ id: z.int().nullable(), kind: z.literal('failed'), error: Failure }),
]);
export type RecognitionReply = z.infer<typeof RecognitionReply>;
