/**
 * What main and the recognition host say to one another. The host lives on; every request carries an id and gets one
 * reply with that id, after reports of its progress where it takes long. No request depends on another, so a host that
 * died is replaced without anyone noticing.
 * Every message is checked once, where it arrives.
 */
import { z } from 'zod';
import { IMAGE_BYTES, SPLIT_NAMES } from '../../datasets/dataset.ts';
import { DrawnScores } from '../base/card.ts';
import { Network } from '../convnet/network.ts';
import { FinderCard } from '../finder/card.ts';
import { Evaluation } from '../onnx/evaluate.ts';
import { ModelMetadata } from '../onnx/metadata.ts';
import { ParityReport } from '../onnx/parity.ts';
import { CARD_ASKS, CARD_VALUES, Ends, MODEL_AT, Originals } from './card-messages.ts';
import { DataSource, Failure } from './compute-messages.ts';
import { FrameAnswer } from './frame-messages.ts';

export { SPLIT_NAMES, type SplitName } from '../../datasets/dataset.ts';

const Path = z.string().min(1).max(4096);
const Count = z.int().min(1);
const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected a Uint8Array');
const Integers = z.custom<Int32Array>((value) => value instanceof Int32Array, 'expected an Int32Array');
const Floats = z.custom<Float32Array>((value) => value instanceof Float32Array, 'expected a Float32Array');

/** (count,64,64,3) uint8. */
const Pictures = { images: Bytes, count: Count };
const fits = ({ images, count }: { images: Uint8Array; count: number }) => images.length === count * IMAGE_BYTES;
/** A picture of a pixel file: its number there. */
const Index = z.int().min(0);
/** At most so many pictures a request: the answers to smaller ones come in between, and progress is as fine. */
export const MOST_PICTURES = 4096;
/** A square of a frame, in whole pixels. */
const Square = z.object({ x: Index, y: Index, size: Count });
const SomeIndices = Integers.refine(({ length }) => length <= MOST_PICTURES, `at most ${MOST_PICTURES} pictures`);
const misfit = { error: `expected ${IMAGE_BYTES} bytes a picture`, path: ['images'] };

const Ask = z.discriminatedUnion('kind', [
  /** Opens a model, or says why it cannot be. */
  z.object({ kind: z.literal('open'), ...MODEL_AT }),
  z.object({ kind: z.literal('predict'), ...MODEL_AT, ...Pictures }).refine(fits, misfit),
  /** Compares the model with the trained net's answers to the same pictures. */
  z
    .object({
      kind: z.literal('parity'),
      path: Path,
      ...Pictures,
      labels: Integers,
      probabilities: Floats,
      logits: Floats,
    })
    .refine(fits, misfit),
  z.object({
    kind: z.literal('evaluate'),
    ...MODEL_AT,
    data: DataSource.extend({
      /** Of the carved splits; the model's own where none is given. */ seed: z.int().min(0).optional(),
    }),
    split: z.enum(SPLIT_NAMES),
  }),
  z.object({
    kind: z.literal('predictFiles'),
    ...MODEL_AT,
    files: z.array(Path).min(1),
    /** Shows the model the square around the hand, where there is one, in place of the middle. */
    find: z.boolean().optional(),
  }),
  /** What the model says of pictures of a pixel file, uint8 (N,64,64,3): `pictures` are numbers in it. */
  z.object({
    kind: z.literal('answers'),
    ...MODEL_AT,
    pixels: Path,
    pictures: SomeIndices,
    /** Of the columns, where a foreign model may have the same classes in another order. */
    order: z.object({ dataset: z.string(), classes: z.array(z.string()) }).optional(),
    /** What a foreign model is shown in place of the 64x64. */
    originals: Originals.optional(),
  }),
  /** What the net sees and says of one picture: a JPEG, PNG or WebP file, or the 64x64 themselves. */
  z.object({
    kind: z.literal('see'),
    ...MODEL_AT,
    picture: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('file'), /** For people. */ name: z.string(), bytes: Bytes }),
      z.object({
        kind: z.literal('pixels'),
        pixels: Bytes.refine(({ length }) => length === IMAGE_BYTES, misfit.error),
      }),
    ]),
  }),
  /** Computes the features of pictures of a pixel file, and keeps them in memory for `nearest`. */
  z.object({ kind: z.literal('features'), path: Path, pixels: Path, pictures: SomeIndices }),
  /** Of `among`, the `count` pictures most like one; features that are not kept yet are computed. */
  z.object({
    kind: z.literal('nearest'),
    path: Path,
    pixels: Path,
    picture: Index,
    among: Integers,
    count: Count,
  }),
  /** From now on frames may name that model by its number in the lab. */
  z.object({ kind: z.literal('admit'), model: z.int().min(1), path: Path }),
  /** A camera's frame; what it holds is checked where it is answered (frames.ts). Never waits for other requests. */
  z.object({ kind: z.literal('frame'), ask: z.unknown() }),
  /** Frames `from` on of a video, in order: 0 begins again at the first. */
  z.object({
    kind: z.literal('video'),
    ...MODEL_AT,
    source: Path,
    from: Index,
    count: Count.max(256),
    /** Absent: the largest square in the middle. */
    region: Square.optional(),
    /** The square follows the hand; where there is none, there is no sign. Not with a region. */
    find: z.boolean().optional(),
    /** The net sees it mirrored. */
    flip: z.boolean(),
    /** Below which there is no sign; absent: as the model's card has it. */
    threshold: z.number().min(0).max(1).optional(),
    /** Frames a second, where the video does not state it. */
    rate: z.number().positive().max(1000).optional(),
  }),
  /** What a PNG of `size` x `size` pixels is as a picture of a dataset. */
  z.object({ kind: z.literal('take'), bytes: Bytes, size: Count }),
  /** How long one picture takes. */
  z.object({ kind: z.literal('latency'), ...MODEL_AT }),
  /** The network of a model and what it has learned, read out of its file. */
  z.object({ kind: z.literal('parameters'), path: Path }),
  /** One of a run's kept epochs: the folder `kept` of the run, and how many whole epochs lie before it. */
  z.object({ kind: z.literal('keptEpoch'), folder: Path, after: Index }),
  /** On hands and rooms that are drawn for it: `perSign` of each sign that the model knows, and as many rooms as hands. */
  z.object({
    kind: z.literal('drawn'),
    ...MODEL_AT,
    perSign: Count.max(10_000),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1),
  }),
  /** ONNX Runtime itself. */
  z.object({ kind: z.literal('info') }),
  /** The net that finds the hand: the lab's own, or the file's. */
  z.object({ kind: z.literal('finder'), path: Path.optional() }),
  ...CARD_ASKS,
]);
/** A request, before it has its id. */
export type RecognitionAsk = z.infer<typeof Ask>;
export type RecognitionKind = RecognitionAsk['kind'];

export const RecognitionRequest = z.intersection(z.object({ id: z.int() }), Ask);
export type RecognitionRequest = z.infer<typeof RecognitionRequest>;

/**
 * What "near" means: the values that enter the last dense layer, or pixels in [0, 1] where the model's file does not show
 * them (or they are too many to keep).
 */
const NearestBy = z.enum(['features', 'pixels']);

const Moments = { beta1: z.number(), beta2: z.number(), epsilon: z.number() };
const Tensors = z.array(z.object({ name: z.string(), shape: z.array(Count), data: Floats }));

/** Everything about the optimizer's next step that is not a tensor, as native-bridge/backends/backend.ts has it. */
export const NextStep = z.object({
  settings: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('adam'), ...Moments }),
    z.object({ kind: z.literal('adamW'), ...Moments, weightDecay: z.number() }),
    z.object({ kind: z.literal('sgd'), momentum: z.number() }),
  ]),
  objective: z.object({ labelSmoothing: z.number(), l2: z.number() }),
  /** Gradients of a larger norm are scaled down to it; null: never. */
  clipNorm: z.number().nullable(),
  learningRate: z.number(),
  /** Steps taken before. */
  steps: Index,
  /** Of the dropout masks, with `steps`. */
  seed: Index,
});
export type NextStep = z.infer<typeof NextStep>;

/** Pictures of the run's next mini-batch, by their places in the dataset's pixel file, in its order; or why there are none. */
export const NextBatch = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pictures'), ids: z.array(Index) }),
  z.object({ kind: z.literal('none'), why: z.string() }),
]);
export type NextBatch = z.infer<typeof NextBatch>;

/** The value of the reply to each kind of request. */
export const RECOGNITION_VALUES = {
  open: z.object({
    labels: z.array(z.string()),
    /** null if the file is of another producer. */
    metadata: ModelMetadata.nullable(),
    inputs: Ends,
  }),
  /** (count,classes) each. */
  predict: z.object({ logits: Floats, probabilities: Floats }),
  parity: ParityReport,
  evaluate: Evaluation,
  predictFiles: z.object({
    predictions: z.array(
      z.object({
        file: z.string(),
        label: z.string(),
        probabilities: z.array(z.number()),
        /** Around the hand that was found; null: none was, or none was looked for. */
        square: Square.nullable(),
      }),
    ),
  }),
  /** (pictures,classes): pictures in the order of the question, classes in the model's or the one that was asked for. */
  answers: z.object({ probabilities: Floats }),
  see: z.object({
    /** (64,64,3) RGB. */
    pixels: Bytes,
    /** Of the upright picture, and the square of it that the net sees. */
    width: Count,
    height: Count,
    region: Square,
    /** Its card, not that square, then says what the net sees of the picture. */
    foreign: z.boolean(),
    label: z.string(),
    /** One a class, in the order of the model's labels. */
    probabilities: z.array(z.number()),
  }),
  features: z.object({ by: NearestBy }),
  /** Ascending by Euclidean distance, of equals the smaller number first; never the picture itself. */
  nearest: z.object({
    by: NearestBy,
    pictures: z.array(z.object({ id: Index, distance: z.number().min(0) })),
  }),
  video: z.object({
    frames: z.array(
      z.object({
        /** ms from the beginning. */
        at: z.number(),
        /** The steady sign; null: none. */
        label: z.string().nullable(),
        /** Around the hand; null: none was found, or none was looked for. */
        square: Square.nullable(),
        /** The likeliest of this frame alone; null, and no probabilities, where a hand was looked for in vain. */
        seen: z.string().nullable(),
        probabilities: z.array(z.number()),
        /** ms of the model's computing; where a hand is looked for, from the whole frame on. */
        compute: z.number(),
      }),
    ),
    ended: z.boolean(),
    /** Of an ended video: what is wrong with its file, as the end of a sentence about it; null if it is whole. */
    damage: z.string().nullable(),
    /** How much of the video has been shown; null if its length is not known. */
    share: z.number().min(0).max(1).nullable(),
    threshold: z.number(),
  }),
  admit: z.null(),
  /** pixels (64,64,3) RGB; the others as PictureRow has them. */
  take: z.object({ pixels: Bytes, brightness: z.number(), sharpness: z.number() }),
  frame: FrameAnswer,
  /** The median of many predictions of one picture, after a warm-up. */
  latency: z.object({ seconds: z.number().positive() }),
  /** In the order, under the names and in the shapes of `parameterSpecs`. */
  parameters: z.object({ network: Network, tensors: Tensors }),
  keptEpoch: z.object({
    network: Network,
    tensors: Tensors,
    optimizer: NextStep.extend({
      /** `m/W1`, `v/W1` ... of Adam, `u/W1` ... of SGD: zeros before training. */
      slots: Tensors,
    }),
    nextBatch: NextBatch,
  }),
  drawn: DrawnScores,
  info: z.object({ version: z.string(), providers: z.array(z.string()) }),
  finder: z.object({ path: z.string(), sha256: z.string(), card: FinderCard }),
  ...CARD_VALUES,
} as const satisfies Record<RecognitionKind, z.ZodType>;
export type RecognitionValue<K extends RecognitionKind> = z.infer<(typeof RECOGNITION_VALUES)[K]>;

export const RecognitionReply = z.discriminatedUnion('kind', [
  /** `value` is parsed by `RECOGNITION_VALUES[request.kind]`. */
  z.object({ id: z.int(), kind: z.literal('reply'), value: z.unknown() }),
  /** Of a question that takes long, before its reply. */
  z.object({ id: z.int(), kind: z.literal('progress'), done: z.int().min(0), total: Count }),
  /** `id` is null if the request could not be read so far as to have one. */
  z.object({ id: z.int().nullable(), kind: z.literal('failed'), error: Failure }),
]);
export type RecognitionReply = z.infer<typeof RecognitionReply>;
