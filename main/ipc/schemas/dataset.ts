/** Datasets of the lab: pictures whose pixels never change, and versions of their labels, splits and states. */
import { z } from 'zod';
import { Bytes, Id, Name, PackedIds, Path, Share, Split, TaskId, Time } from './common.ts';

/** A picture's index in its dataset's pixel file: from 0, never changed. */
export const PictureId = z.int().min(0);
export const Label = z.int().min(0).max(255);

export const Origin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('synthetic'), spec: z.string() }),
  z.object({ kind: z.literal('hdf5'), source: z.string() }),
  z.object({ kind: z.literal('folder'), source: z.string() }),
  z.object({ kind: z.literal('captured') }),
]);
export type Origin = z.infer<typeof Origin>;

const Count = z.int().min(0);
/** Present pictures of a split by class, in the order of `classes`. */
const SplitCounts = z.object({ total: Count, perClass: z.array(Count) });

export const DatasetSummary = z.object({
  id: Id,
  name: z.string(),
  createdAt: Time,
  origin: Origin,
  classes: z.array(z.string()),
  /** Counts up with every edit, undo and redo; 1 is the import. */
  version: Id,
  counts: z.object({ train: SplitCounts, validation: SplitCounts, test: SplitCounts }),
  excluded: Count,
  /** Pictures whose label is not the one they were imported with. */
  relabelled: Count,
  /** Pictures in groups of exact and of near duplicates, and groups that span two splits. */
  duplicates: z.object({ exact: Count, near: Count, exactAcross: Count, nearAcross: Count }),
  /** A frozen test split cannot be edited, and runs do not evaluate on it. */
  testFrozen: z.boolean(),
  /** Different models whose answers on the test split were looked at: above 1 it has been used for model selection. */
  testLooks: Count,
  /** Some pictures that represent it in the gallery, alternating between the classes. */
  cover: z.array(PictureId).max(12),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
});
export type DatasetSummary = z.infer<typeof DatasetSummary>;

export const DatasetSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('synthetic'),
    /** Pictures a class. */
    train: z.int().min(1).max(16_666),
    test: z.int().min(0).max(16_666),
    seed: z.int().min(0).max(4_294_967_295),
  }),
  /** A folder on this machine, in one of the formats of `--data`. */
  z.strictObject({ kind: z.literal('path'), path: Path }),
  /** Files that were uploaded before: see `uploads`. */
  z.strictObject({ kind: z.literal('upload'), upload: Id }),
]);
export type DatasetSource = z.infer<typeof DatasetSource>;

export const Filter = z.strictObject({
  /** Absent: all of them. */
  splits: z.array(Split).optional(),
  classes: z.array(Label).optional(),
  relabelled: z.literal(true).optional(),
  /** `across`: in a group that spans two splits, exact or near. */
  duplicates: z.enum(['exact', 'near', 'across']).optional(),
  excluded: z.enum(['hide', 'show', 'only']).default('hide'),
});
export type Filter = z.infer<typeof Filter>;

export const Sort = z.strictObject({
  /** `loss` and `confidence` need `model`; `duplicates` puts the pictures of a group side by side. */
  by: z.enum(['index', 'brightness', 'blur', 'duplicates', 'loss', 'confidence']),
  descending: z.boolean().default(false),
  model: Id.optional(),
});
export type Sort = z.infer<typeof Sort>;

export const PictureRow = z.object({
  id: PictureId,
  /** Index within its split at this version, from 0: the course's `index`. Null if it is excluded. */
  index: Count.nullable(),
  split: Split,
  label: Label,
  /** As it was imported. */
  firstLabel: Label,
  excluded: z.boolean(),
  /** Where it came from, for people: a file's name, `train_signs.h5#17`. */
  source: z.string(),
  /** Mean of the grey values, in [0,1]. */
  brightness: z.number(),
  /** Variance of the Laplacian of the grey values in [0,255]: low is blurred (Pech-Pacheco et al. 2000). */
  sharpness: z.number(),
  /** Numbers of its groups of equal and of nearly equal pictures; null if it has none. */
  exactGroup: z.int().nullable(),
  nearGroup: z.int().nullable(),
});
export type PictureRow = z.infer<typeof PictureRow>;

/** The file a picture was made from, and the square of it that the net sees, in pixels of the upright picture. */
export const PictureOriginal = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('file'),
    bytes: Bytes,
    type: z.enum(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'image/bmp']),
    width: Id,
    height: Id,
    region: z.object({ x: Count, y: Count, size: Id }),
  }),
  z.object({ kind: z.literal('none'), reason: z.string() }),
]);
export type PictureOriginal = z.infer<typeof PictureOriginal>;

export const Edit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('relabel'), label: Label }),
  z.strictObject({ kind: z.literal('split'), split: Split }),
  z.strictObject({ kind: z.literal('exclude') }),
  z.strictObject({ kind: z.literal('include') }),
  z.strictObject({ kind: z.literal('delete') }),
]);
export type Edit = z.infer<typeof Edit>;

/** One step in a dataset's history. */
export const Version = z.object({
  version: Id,
  at: Time,
  /** For people: `Relabelled 3 pictures as 5`. */
  summary: z.string(),
  pictures: Count,
  /** Runs that were trained on it. */
  runs: z.array(Id),
});
export type Version = z.infer<typeof Version>;

export const DuplicateGroup = z.object({ group: z.int(), pictures: z.array(PictureId) });
export type DuplicateGroup = z.infer<typeof DuplicateGroup>;

/** The pictures as the net sees them, in a format that the lab reads back to the same sha256. */
const EXPORT = {
  task: TaskId,
  dataset: Id,
  /** Absent: the current one. */
  version: Id.optional(),
  form: z.enum(['folder', 'zip', 'hdf5', 'npz', 'parquet']),
} as const;

export const DATASET_REQUESTS = {
  'datasets.list': { input: z.strictObject({}), output: z.array(DatasetSummary) },
  'datasets.get': { input: z.strictObject({ dataset: Id }), output: DatasetSummary },
  /** Resolves when the dataset is complete; its task reports the progress. */
  'datasets.import': {
    input: z.strictObject({
      task: z.string().max(64),
      source: DatasetSource,
      name: Name.optional(),
      /** If files cannot be read: the task's question; absent, the import fails and names the first ten of them. */
      bad: z.literal('ask').optional(),
    }),
    output: DatasetSummary,
  },
  /**
   * Writes it to a path on the lab's machine: zip and npz are a file, the others a folder. Overwrites nothing, except a
   * file if `overwrite` is set. Its task reports the progress.
   */
  'datasets.export': {
    input: z.strictObject({ ...EXPORT, path: Path, overwrite: z.boolean().default(false) }),
    output: z.object({ path: z.string(), files: Count, bytes: Count, sha256: z.string() }),
  },
  /** Packs it as one file for a download, folders as a zip: `packed` returns its pieces, `dropPacked` removes it. */
  'datasets.pack': {
    input: z.strictObject(EXPORT),
    output: z.object({ file: Id, name: z.string(), bytes: Count, sha256: z.string() }),
  },
  /** Some bytes from `offset` on; none after the end. */
  'datasets.packed': { input: z.strictObject({ file: Id, offset: Count }), output: z.object({ bytes: Bytes }) },
  'datasets.dropPacked': { input: z.strictObject({ file: Id }), output: z.null() },
  'datasets.rename': { input: z.strictObject({ dataset: Id, name: Name }), output: DatasetSummary },
  /** Removes it from the gallery; its files stay until the lab is closed, so that `restore` can bring it back. */
  'datasets.remove': { input: z.strictObject({ dataset: Id }), output: z.null() },
  'datasets.restore': { input: z.strictObject({ dataset: Id }), output: DatasetSummary },
  'datasets.undo': { input: z.strictObject({ dataset: Id }), output: DatasetSummary },
  'datasets.redo': { input: z.strictObject({ dataset: Id }), output: DatasetSummary },
  'datasets.versions': { input: z.strictObject({ dataset: Id }), output: z.array(Version) },
  'datasets.freeze': { input: z.strictObject({ dataset: Id, frozen: z.boolean() }), output: DatasetSummary },
  /** Moves a stratified, seeded share of the training pictures to another split. */
  'datasets.carve': {
    input: z.strictObject({
      dataset: Id,
      split: z.enum(['validation', 'test']),
      share: Share,
      seed: z.int().min(0).max(4_294_967_295),
    }),
    output: DatasetSummary,
  },
  /**
   * Excludes duplicates that leak between splits: of every group that spans splits, the pictures outside the test split
   * (or, if none is in it, outside the validation split).
   */
  'datasets.apart': {
    input: z.strictObject({ dataset: Id, which: z.enum(['exact', 'near']) }),
    output: DatasetSummary,
  },
  'datasets.duplicates': {
    input: z.strictObject({
      dataset: Id,
      which: z.enum(['exact', 'near']),
      across: z.boolean(),
      offset: Count,
      limit: z.int().min(1).max(200),
    }),
    output: z.object({ total: Count, groups: z.array(DuplicateGroup) }),
  },
  /** Pictures in order. `version` absent: the current one. */
  'pictures.find': {
    input: z.strictObject({ dataset: Id, version: Id.optional(), filter: Filter, sort: Sort }),
    output: z.object({ version: Id, ids: PackedIds }),
  },
  'pictures.rows': {
    input: z.strictObject({ dataset: Id, version: Id.optional(), ids: z.array(PictureId).max(512) }),
    output: z.array(PictureRow),
  },
  /** (ids,64,64,3) RGB: what the net sees. */
  'pictures.pixels': {
    input: z.strictObject({ dataset: Id, ids: z.array(PictureId).max(512) }),
    output: z.object({ pixels: Bytes }),
  },
  'pictures.original': { input: z.strictObject({ dataset: Id, picture: PictureId }), output: PictureOriginal },
  /** The course's navigation: `index` within a split. Null if there is no such index. */
  'pictures.at': {
    input: z.strictObject({ dataset: Id, version: Id.optional(), split: Split, index: Count }),
    output: PictureId.nullable(),
  },
  'pictures.edit': {
    input: z.strictObject({ dataset: Id, ids: PackedIds, edit: Edit }),
    output: DatasetSummary,
  },
} as const;
