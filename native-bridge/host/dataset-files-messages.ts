/** Messages between main and a compute host about importing and exporting datasets. */
import { z } from 'zod';
import { EXPORT_FORMS } from '../../datasets/export/form.ts';
import { ArrayMap, DataSource } from './data-source-messages.ts';

const Count = z.int().min(0);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/**
 * Reads a dataset and stores it for the lab: pixels in one file, originals next to it, and the facts of each picture.
 */
export const ImportRequest = z.strictObject({
  kind: z.literal('import'),
  /** As in DataSource. */
  spec: z.string().min(1).max(4096),
  /** An empty folder for `pictures.u8` (N,64,64,3), and `originals/` if pictures come from files. */
  folder: z.string().min(1).max(4096),
  map: ArrayMap.optional(),
});
export type ImportRequest = z.infer<typeof ImportRequest>;

/** The arrays of files, shown to ask a person for their roles. */
export const ArrayChoices = z.array(
  z.strictObject({
    /** Its name in a map. */
    call: z.string(),
    described: z.string(),
    /** (n,64,64,3), up to six; null if it does not hold pictures. */
    pictures: bytes.nullable(),
    /** The pictures as labelled by each array that could be the labels: up to six per class. */
    labellings: z
      .array(
        z.strictObject({
          /** The name of the label array in a map. */
          by: z.string(),
          classes: z.array(z.strictObject({ label: z.int(), count: Count, pictures: bytes })).readonly(),
          /** Number of classes that are not shown. */
          more: Count,
        }),
      )
      .readonly(),
  }),
);

/** The roles of the arrays are unclear: nothing was imported; repeat the request with a map. */
export const Unclear = z.strictObject({
  message: z.string(),
  remedy: z.string(),
  arrays: ArrayChoices,
});
export type Unclear = z.infer<typeof Unclear>;

/** Writes a dataset as files for other programs. */
export const ExportRequest = z.strictObject({
  kind: z.literal('export'),
  data: DataSource,
  /** Determines the splits, if shares are requested. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .optional(),
  form: z.enum(EXPORT_FORMS),
  /** A file (zip, npz) or a folder that does not exist yet. */
  to: z.string().min(1).max(4096),
  /** Packs the files of a folder format in one zip file, for a download. */
  packed: z.literal(true).optional(),
  /** Replaces an existing file; never a folder. */
  overwrite: z.literal(true).optional(),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

const integers = z.custom<Int32Array>((value) => value instanceof Int32Array);
const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);

/** N pictures in the order of `pictures.u8`: train, validation, test. */
export const Imported = z.strictObject({
  form: z.enum(['synthetic', 'hdf5', 'folder']),
  name: z.string(),
  classes: z.array(z.string()),
  count: Count,
  /** (N) 0 train, 1 validation, 2 test. */
  splits: bytes,
  /** (N) */
  labels: integers,
  /** (N) For people, as in ImageSet. */
  sources: z.array(z.string()),
  /** (N) File name below `originals/`; null if there are only the 64x64 pixels. */
  originals: z.array(z.string().nullable()),
  /** (N) Mean grey in [0,1]. */
  brightness: floats,
  /** (N) Variance of the Laplacian of grey in [0,255]. */
  sharpness: floats,
  /** (N) Number of the group of identical pictures, and of near duplicates; -1 if there is none. */
  exactGroups: integers,
  nearGroups: integers,
  /** Number of files that are not pictures. */
  ignored: Count,
  /** As in Reading. */
  notes: z.array(z.string()),
  /** What was skipped: the person decides whether the rest is enough. */
  bad: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
});
export type Imported = z.infer<typeof Imported>;
