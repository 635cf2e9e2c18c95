/** The hyperparameters as forms and help texts show them, derived from the one schema through its JSON Schema. */
import { z } from 'zod';
import { type HyperparameterName, Hyperparameters, ONLY_WITH, type Tune } from './hyperparameters.ts';

export interface HyperparameterField {
  readonly key: HyperparameterName;
  readonly title: string;
  /** One line: what it does, and why its default is what it is. */
  readonly why: string;
  readonly value: NumberField | ChoiceField;
  /** It has an effect only if another hyperparameter has one of these values. */
  readonly onlyWith: { readonly key: string; readonly values: string[] } | null;
}

export interface NumberField {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly default: number;
  readonly min: number | null;
  readonly max: number | null;
  /** Whether min and max themselves are excluded. */
  readonly minExcluded: boolean;
  readonly maxExcluded: boolean;
}

export interface ChoiceField {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: string[];
}

const Tuned: z.ZodType<Tune> = z.union([
  z.strictObject({ choices: z.array(z.number()).min(2) }),
  z.strictObject({ low: z.number(), high: z.number(), log: z.boolean().optional() }),
  z.strictObject({ factor: z.number().gt(1), log: z.literal(true) }),
]);

/** The part of JSON Schema (draft 2020-12) that the hyperparameters use: anything else is a mistake in their schema. */
const Common = { title: z.string(), description: z.string() };
const Property = z.discriminatedUnion('type', [
  z.strictObject({ ...Common, type: z.literal('string'), default: z.string(), enum: z.array(z.string()) }),
  z.strictObject({
    ...Common,
    type: z.enum(['number', 'integer']),
    default: z.number(),
    tune: Tuned.optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
  }),
]);

const PROPERTIES = Object.entries(z.toJSONSchema(Hyperparameters, { io: 'input' }).properties ?? {}).map(
  ([key, property]) => [key as HyperparameterName, Property.parse(property)] as const,
);

export const HYPERPARAMETER_FIELDS: readonly HyperparameterField[] = PROPERTIES.map(([key, property]) =>
  fieldOf(key, property),
);

/** What a sweep proposes to search, for the numbers that define it. */
export const TUNE: ReadonlyMap<HyperparameterName, Tune> = new Map(
  PROPERTIES.flatMap(([key, property]) => ('tune' in property && property.tune ? [[key, property.tune]] : [])),
);

function fieldOf(key: HyperparameterName, property: z.infer<typeof Property>): HyperparameterField {
  const [other, ...values] = ONLY_WITH[key] ?? [];
  const onlyWith = other === undefined ? null : { key: other, values };
  const { title, description: why } = property;
  return { key, title, why, value: fieldValue(property), onlyWith };
}

function fieldValue(property: z.infer<typeof Property>): NumberField | ChoiceField {
  if (property.type === 'string') return { kind: 'choice', default: property.default, choices: property.enum };
  return {
    kind: 'number',
    integer: property.type === 'integer',
    default: property.default,
    min: property.minimum ?? property.exclusiveMinimum ?? null,
    max: property.maximum ?? property.exclusiveMaximum ?? null,
    minExcluded: property.exclusiveMinimum !== undefined,
    maxExcluded: property.exclusiveMaximum !== undefined,
  };
}

/** The values that a hyperparameter accepts, as text: `a whole number from 1 to 65536`, `adam, adamW or sgd`. */
export function rangeOf({ value }: Pick<HyperparameterField, 'value'>): string {
  if (value.kind === 'choice') return `${value.choices.slice(0, -1).join(', ')} or ${value.choices.at(-1)}`;
  const { integer, min, max, minExcluded, maxExcluded } = value;
  const ends = [
    min !== null && `${minExcluded ? 'above' : 'from'} ${min}`,
    max !== null && `${maxExcluded ? 'below' : 'to'} ${max}`,
  ].filter((end) => end !== false);
  return `${integer ? 'a whole number' : 'a number'} ${ends.join(' ')}`;
}
