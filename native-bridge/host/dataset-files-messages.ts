/** Datasets on their way into the lab and out of it, as main and a compute host speak of them. */
import { z } from 'zod';
import { EXPORT_FORMS } from '../../datasets/export/form.ts';
import { ArrayMap, DataSource } from './data-source-messages.ts';

const Count = z.int().min(0);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** Reads a dataset and lays it down for the lab: pixels in one file, originals next to it, and the facts of each picture. */
export const ImportRequest = z.strictObject({
  kind: z.literal('import'),
  /** As DataSource has it. */
  spec: z.string().min(1).max(4096),
  /** An empty folder: `pictures.u8` (N,64,64,3) comes there, and `originals/` where pictures come from files. */
  folder: z.string().min(1).max(4096),
  map: ArrayMap.optional(),
});
export type ImportRequest = z.infer<typeof ImportRequest>;

/** The arrays of files, as a person is asked which is which. */
export const ArrayChoices = z.array(
  z.strictObject({
    /** What a map calls it. */
    call: z.string(),
    described: z.string(),
    /** (n,64,64,3) of up to six; null if it holds no pictures. */
    pictures: bytes.nullable(),
    /** The pictures as each array that could label them would: up to six a class. */
    labellings: z
      .array(
        z.strictObject({
          /** What a map calls the array of labels. */
          by: z.string(),
          classes: z.array(z.strictObject({ label: z.int(), count: Count, pictures: bytes })).readonly(),
          /** Classes that are not shown. */
          more: Count,
        }),
      )
      .readonly(),
  }),
);

/** Which array is which is not clear: nothing was imported; the same request with a map goes on. */
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
  /** Carves the splits, where shares are asked for. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .optional(),
  form: z.enum(EXPORT_FORMS),
  /** A file (zip, npz) or a folder, which is not there yet. */
  to: z.string().min(1).max(4096),
  /** The files of a folder's form in one zip file, for a download. */
  packed: z.literal(true).optional(),
  /** A file that is there is replaced; never a folder. */
  overwrite: z.literal(true).optional(),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

const integers = z.custom<Int32Array>((value) => value instanceof Int32Array);
const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);

/** N pictures in the order of `pictures.u8`: those of train, of validation, of test. */
export const Imported = z.strictObject({
  form: z.enum(['synthetic', 'hdf5', 'folder']),
  name: z.string(),
  classes: z.array(z.string()),
  count: Count,
  /** (N) 0 train, 1 validation, 2 test. */
  splits: bytes,
  /** (N) */
  labels: integers,
  /** (N) For people, as ImageSet has them. */
  sources: z.array(z.string()),
  /** (N) File name below `originals/`; null if the 64x64 pixels are all there is. */
  originals: z.array(z.string().nullable()),
  /** (N) Mean grey in [0,1]. */
  brightness: floats,
  /** (N) Variance of the Laplacian of grey in [0,255]. */
  sharpness: floats,
  /** (N) Number of the group of equal pictures, and of nearly equal ones; -1 where there is none. */
  exactGroups: integers,
  nearGroups: integers,
  /** Files that were no pictures. */
  ignored: Count,
  /** As Reading has them. */
  notes: z.array(z.string()),
  /** What was left out: the person decides whether the rest will do. */
  bad: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
});
export type Imported = z.infer<typeof Imported>;
