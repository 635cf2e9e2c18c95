/**
 * Messages between main and the recognition host. The host stays alive; every request has an id and gets one reply with
 * that id, after progress reports if it takes long. No request depends on another, so a host that died is replaced
 * unnoticed. Every message is validated once, on arrival.
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
/** A picture of a pixel file: its index there. */
const Index = z.int().min(0);
/** Maximum number of pictures per request, so that other requests get a turn in between and progress is fine-grained. */
export const MOST_PICTURES = 4096;
/** A square of a frame, in whole pixels. */
const Square = z.object({ x: Index, y: Index, size: Count });
const SomeIndices = Integers.refine(({ length }) => length <= MOST_PICTURES, `at most ${MOST_PICTURES} pictures`);
const misfit = { error: `expected ${IMAGE_BYTES} bytes per picture`, path: ['images'] };

const Ask = z.discriminatedUnion('kind', [
  /** Opens a model, or reports why it cannot be opened. */
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
      /** Of split-off splits; default: the model's own. */ seed: z.int().min(0).optional(),
    }),
    split: z.enum(SPLIT_NAMES),
  }),
  z.object({
    kind: z.literal('predictFiles'),
    ...MODEL_AT,
    files: z.array(Path).min(1),
    /** Shows the model the square around the hand, if one is found, instead of the middle. */
    find: z.boolean().optional(),
  }),
  /** The model's answers for pictures of a pixel file, uint8 (N,64,64,3): `pictures` are indices into it. */
  z.object({
    kind: z.literal('answers'),
    ...MODEL_AT,
    pixels: Path,
    pictures: SomeIndices,
    /** Order of the columns, because a foreign model may have the same classes in another order. */
    order: z.object({ dataset: z.string(), classes: z.array(z.string()) }).optional(),
    /** Files that a foreign model sees instead of the 64x64. */
    originals: Originals.optional(),
  }),
  /** What the net sees in one picture, and its answer: a JPEG, PNG or WebP file, or the 64x64 pixels. */
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
  /** The `count` pictures of `among` most similar to one; missing features are computed. */
  z.object({
    kind: z.literal('nearest'),
    path: Path,
    pixels: Path,
    picture: Index,
    among: Integers,
    count: Count,
  }),
  /** Allows frames to name that model by its number in the lab. */
  z.object({ kind: z.literal('admit'), model: z.int().min(1), path: Path }),
  /** A camera's frame, validated where it is answered (frames.ts). Never waits for other requests. */
  z.object({ kind: z.literal('frame'), ask: z.unknown() }),
  /** Frames of a video starting at `from`, in order: 0 restarts at the first. */
  z.object({
    kind: z.literal('video'),
    ...MODEL_AT,
    source: Path,
    from: Index,
    count: Count.max(256),
    /** Default: the largest centred square. */
    region: Square.optional(),
    /** The square follows the hand; without a hand there is no sign. Not with a region. */
    find: z.boolean().optional(),
    /** Mirrors the picture for the net. */
    flip: z.boolean(),
    /** Probability below which there is no sign; default: that of the model's card. */
    threshold: z.number().min(0).max(1).optional(),
    /** Frames per second, if the video does not state it. */
    rate: z.number().positive().max(1000).optional(),
  }),
  /** Converts a PNG of `size` x `size` pixels to a picture of a dataset. */
  z.object({ kind: z.literal('take'), bytes: Bytes, size: Count }),
  /** The latency of one picture. */
  z.object({ kind: z.literal('latency'), ...MODEL_AT }),
  /** The network of a model and its parameters, read from its file. */
  z.object({ kind: z.literal('parameters'), path: Path }),
  /** One of a run's kept epochs: the run's folder `kept`, and the number of whole epochs before it. */
  z.object({ kind: z.literal('keptEpoch'), folder: Path, after: Index }),
  /** Evaluates on drawn hands and rooms: `perSign` of each sign that the model knows, and as many rooms as hands. */
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
  /** The net that finds the hand: the lab's own, or that of a file. */
  z.object({ kind: z.literal('finder'), path: Path.optional() }),
  ...CARD_ASKS,
]);
/** A request without its id. */
export type RecognitionAsk = z.infer<typeof Ask>;
export type RecognitionKind = RecognitionAsk['kind'];

export const RecognitionRequest = z.intersection(z.object({ id: z.int() }), Ask);
export type RecognitionRequest = z.infer<typeof RecognitionRequest>;

/**
 * The meaning of "near": the inputs of the last dense layer, or pixels in [0, 1] if the model's file does not expose
 * those (or they are too many to keep).
 */
const NearestBy = z.enum(['features', 'pixels']);

const Moments = { beta1: z.number(), beta2: z.number(), epsilon: z.number() };
const Tensors = z.array(z.object({ name: z.string(), shape: z.array(Count), data: Floats }));

/** Everything about the optimizer's next step that is not a tensor, as in native-bridge/backends/backend.ts. */
export const NextStep = z.object({
  settings: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('adam'), ...Moments }),
    z.object({ kind: z.literal('adamW'), ...Moments, weightDecay: z.number() }),
    z.object({ kind: z.literal('sgd'), momentum: z.number() }),
  ]),
  objective: z.object({ labelSmoothing: z.number(), l2: z.number() }),
  /** Gradients with a larger norm are scaled down to it; null: off. */
  clipNorm: z.number().nullable(),
  learningRate: z.number(),
  /** Steps taken before. */
  steps: Index,
  /** Seed of the dropout masks, together with `steps`. */
  seed: Index,
});
export type NextStep = z.infer<typeof NextStep>;

/** Pictures of the run's next mini-batch, in order, as indices into the dataset's pixel file; or why there are none. */
export const NextBatch = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pictures'), ids: z.array(Index) }),
  z.object({ kind: z.literal('none'), why: z.string() }),
]);
export type NextBatch = z.infer<typeof NextBatch>;

/** The value of the reply to each kind of request. */
export const RECOGNITION_VALUES = {
  open: z.object({
    labels: z.array(z.string()),
    /** null if the file is from another producer. */
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
        /** Around the hand; null: none found, or not searched. */
        square: Square.nullable(),
      }),
    ),
  }),
  /** (pictures,classes): pictures in the order of the request, classes in the model's or the requested order. */
  answers: z.object({ probabilities: Floats }),
  see: z.object({
    /** (64,64,3) RGB. */
    pixels: Bytes,
    /** Size of the upright picture, and the square of it that the net sees. */
    width: Count,
    height: Count,
    region: Square,
    /** If true, the model's card, not that square, determines what the net sees. */
    foreign: z.boolean(),
    label: z.string(),
    /** One per class, in the order of the model's labels. */
    probabilities: z.array(z.number()),
  }),
  features: z.object({ by: NearestBy }),
  /** Ascending by Euclidean distance, ties by index; never the picture itself. */
  nearest: z.object({
    by: NearestBy,
    pictures: z.array(z.object({ id: Index, distance: z.number().min(0) })),
  }),
  video: z.object({
    frames: z.array(
      z.object({
        /** ms from the start. */
        at: z.number(),
        /** The steady sign; null: none. */
        label: z.string().nullable(),
        /** Around the hand; null: none found, or not searched. */
        square: Square.nullable(),
        /** The most likely sign of this frame alone; null, without probabilities, if no hand was found. */
        seen: z.string().nullable(),
        probabilities: z.array(z.number()),
        /** Computing time of the model in ms, including the search for the hand. */
        compute: z.number(),
      }),
    ),
    ended: z.boolean(),
    /** At the end of a video: what is wrong with its file, as the end of a sentence about it; null if it is intact. */
    damage: z.string().nullable(),
    /** Share of the video that has been shown; null if its length is unknown. */
    share: z.number().min(0).max(1).nullable(),
    threshold: z.number(),
  }),
  admit: z.null(),
  /** pixels (64,64,3) RGB; the others as in PictureRow. */
  take: z.object({ pixels: Bytes, brightness: z.number(), sharpness: z.number() }),
  frame: FrameAnswer,
  /** The median of many predictions of one picture, after a warm-up. */
  latency: z.object({ seconds: z.number().positive() }),
  /** In the order and with the names and shapes of `parameterSpecs`. */
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
  /** For a request that takes long, before its reply. */
  z.object({ id: z.int(), kind: z.literal('progress'), done: z.int().min(0), total: Count }),
  /** `id` is null if the request could not be read far enough to get one. */
  z.object({ id: z.int().nullable(), kind: z.literal('failed'), error: Failure }),
]);
export type RecognitionReply = z.infer<typeof RecognitionReply>;
