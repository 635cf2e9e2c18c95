/** Where a dataset comes from: pure, so that main may name it. */
import { z } from 'zod';
import { ARRAY_ROLES } from '../../datasets/formats/arrays/mapping.ts';

const Share = z.number().gt(0).max(0.9);

/** Of some roles the name of the array that has it. */
export const ArrayMap = z.partialRecord(z.enum(ARRAY_ROLES), z.string().min(1).max(1024));
export type ArrayMap = z.infer<typeof ArrayMap>;

export const DataSource = z.strictObject({
  /** `synthetic`, a folder of pictures, or a folder with the HDF5 pair. */
  spec: z.string().min(1).max(4096),
  /** Share of the training pictures to carve off as validation split; stratified, seeded. */
  validation: Share.optional(),
  /** The same for a test split, where the data brings none. */
  test: Share.optional(),
  /** The validation pictures that the data bring are trained on too. */
  joinValidation: z.literal(true).optional(),
  /** Files that are no good are left out; without it they are an error that lists them. */
  skipBad: z.literal(true).optional(),
  /** Which array of a file of arrays is which, by name. */
  map: ArrayMap.optional(),
});
export type DataSource = z.infer<typeof DataSource>;
