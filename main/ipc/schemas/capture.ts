/** Pictures taken with a camera for a dataset: sessions of bursts; each picture is stored as it arrives. */
import { z } from 'zod';
import { Bytes, Id, Name, Split, Time } from './common.ts';
import { DatasetSummary, Label, PictureId } from './dataset.ts';

const Count = z.int().min(0);

/** Class names of a dataset that a person creates. */
export const ClassName = z.string().trim().min(1).max(60);
export const Classes = z
  .array(ClassName)
  .min(2)
  .max(50)
  .refine((names) => new Set(names.map((name) => name.toLowerCase())).size === names.length, 'names must differ');

export const Hand = z.enum(['unsaid', 'right', 'left', 'both']);
export type Hand = z.infer<typeof Hand>;

/** What a person notes about a session; it shows the coverage of a dataset. */
const Tags = {
  name: Name,
  hand: Hand,
  /** Where it was: `white wall`, `kitchen, evening`. Empty: not noted. */
  background: z.string().trim().max(60),
};

/**
 * Pictures that were taken in one go: one person, one place, one light. All pictures of a session are in one split, so
 * that frames of one burst are never in two splits.
 */
export const Session = z.object({
  id: Id,
  dataset: Id,
  createdAt: Time,
  ...Tags,
  split: Split,
  /** The camera's own name. */
  camera: z.string(),
  /** Present pictures by class, in the order of the dataset's classes. */
  perClass: z.array(Count),
});
export type Session = z.infer<typeof Session>;

/** Where a picture was cropped from the camera's frame. */
const Crop = z
  .strictObject({
    /** Of the camera's frame. */
    width: z.int().min(1).max(16_384),
    height: z.int().min(1).max(16_384),
    /** The square, in whole pixels of the frame. */
    x: Count,
    y: Count,
    size: z.int().min(1).max(16_384),
    /** Whether it was then mirrored: the stored picture is what the net sees. */
    flipped: z.boolean(),
  })
  .refine(
    ({ width, height, x, y, size }) => x + size <= width && y + size <= height,
    'the square extends beyond the frame',
  );
export type Crop = z.infer<typeof Crop>;

export const Captured = z.discriminatedUnion('kind', [
  /** On the disk. `count`: present pictures of its class in the dataset now. */
  z.object({ kind: z.literal('kept'), picture: PictureId, count: Count }),
  /** The same 64x64 pixels are in the dataset already. */
  z.object({ kind: z.literal('duplicate'), of: PictureId }),
]);
export type Captured = z.infer<typeof Captured>;

export const CAPTURE_REQUESTS = {
  /** A dataset without pictures. */
  'captures.create': { input: z.strictObject({ name: Name, classes: Classes }), output: DatasetSummary },
  /** One more class, after the others. */
  'captures.addClass': { input: z.strictObject({ dataset: Id, name: ClassName }), output: DatasetSummary },
  /** Newest first. */
  'captures.sessions': { input: z.strictObject({ dataset: Id }), output: z.array(Session) },
  'captures.begin': {
    input: z.strictObject({ dataset: Id, ...Tags, split: Split.default('train'), camera: z.string().max(200) }),
    output: Session,
  },
  /** Another split moves all of its pictures: a version of the dataset, which can be undone. */
  'captures.tag': {
    input: z.strictObject({
      session: Id,
      name: Tags.name.optional(),
      hand: Tags.hand.optional(),
      background: Tags.background.optional(),
      split: Split.optional(),
    }),
    output: Session,
  },
  /** Answered when the picture is on the disk. `burst` counts up within the session: each burst is one version of the dataset. */
  'captures.add': {
    input: z.strictObject({ session: Id, burst: Count, label: Label, png: Bytes, crop: Crop }),
    output: Captured,
  },
} as const;
