/** Where a dataset comes from: pure, so that main can use it. */
import { z } from 'zod';
import { ARRAY_ROLES } from '../../datasets/formats/arrays/mapping.ts';

const Share = z.number().gt(0).max(0.9);

/** Names of arrays by role. */
export const ArrayMap = z.partialRecord(z.enum(ARRAY_ROLES), z.string().min(1).max(1024));
export type ArrayMap = z.infer<typeof ArrayMap>;

export const DataSource = z.strictObject({
  /** `synthetic`, a folder of pictures, or a folder with the HDF5 pair. */
  spec: z.string().min(1).max(4096),
  /** Share of the training pictures to split off for validation; stratified, seeded. */
  validation: Share.optional(),
  /** The same for a test split, if the data has none. */
  test: Share.optional(),
  /** The data's own validation pictures are used for training too. */
  joinValidation: z.literal(true).optional(),
  /** Damaged files are skipped; without it they are an error that lists them. */
  skipBad: z.literal(true).optional(),
  /** The role of each array in a file of arrays, by name. */
  map: ArrayMap.optional(),
});
export type DataSource = z.infer<typeof DataSource>;
