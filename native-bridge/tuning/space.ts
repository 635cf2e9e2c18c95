/**
 * A search space is plain data: dimensions by name. Names are those of hyperparameters, of numbers of the network
 * (settings.ts), `preset` and `validationSeed`. A dimension that only has an effect with certain values of another one
 * has a condition (`when`); if the condition is not met, it is absent from a trial's values.
 */
import { z } from 'zod';

/** A value of a dimension: a JSON value, so that it can be stored, sent and exported unchanged. */
export const Value = z.union([z.number(), z.string(), z.boolean()]);
export type Value = z.infer<typeof Value>;

/** The values of one trial, by dimension; an inactive dimension is absent. */
export const Values = z.record(z.string(), Value);
export type Values = Readonly<z.infer<typeof Values>>;

/** Active only if dimension `name` is active and has one of `values`. */
const Condition = z.strictObject({ name: z.string().min(1).max(120), values: z.array(Value).min(1).max(100) });
export type Condition = z.infer<typeof Condition>;

const when = Condition.optional();

export const Dimension = z.discriminatedUnion('kind', [
  /** A real number in [low, high]; with `log`, uniform in its logarithm. */
  z.strictObject({ kind: z.literal('float'), low: z.number(), high: z.number(), log: z.boolean().optional(), when }),
  /** A whole number in [low, high], both included; with `step`, low + k * step (never with `log`). */
  z.strictObject({
    kind: z.literal('int'),
    ...{ low: z.int(), high: z.int(), log: z.boolean().optional(), step: z.int().min(1).optional(), when },
  }),
  z.strictObject({ kind: z.literal('choice'), choices: z.array(Value).min(1).max(1000), when }),
]);
export type Dimension = z.infer<typeof Dimension>;

const DimensionName = z.string().min(1).max(120);
export const MOST_DIMENSIONS = 100;

/** Only the shape; `parseSpace` (parse-space.ts) also checks the fields against each other, with plain messages. */
export const Space = z
  .record(DimensionName, Dimension)
  .refine((space) => Object.keys(space).length <= MOST_DIMENSIONS, `at most ${MOST_DIMENSIONS} dimensions`);
export type Space = Readonly<z.infer<typeof Space>>;
