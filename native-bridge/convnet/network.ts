/**
 * A network is plain data: an input shape and a list of layers. It has shapes and a parameter count (shapes.ts) but no
 * weights. Pictures are divided by 255 before the first layer.
 */
import { z } from 'zod';

/** TensorFlow's padding rules; see shapes.ts for the arithmetic. */
export const Padding = z.enum(['same', 'valid']);
export type Padding = z.infer<typeof Padding>;

const size = z.int().min(1).max(64);
const stride = z.int().min(1).max(64);

export const Layer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('conv'),
    filters: z.int().min(1).max(1024),
    /** Height and width of the square kernel. */
    kernel: size,
    stride: stride.default(1),
    padding: Padding.default('same'),
    bias: z.boolean().default(true),
  }),
  z.strictObject({ kind: z.literal('maxPool'), size, stride, padding: Padding.default('valid') }),
  z.strictObject({ kind: z.literal('averagePool'), size, stride, padding: Padding.default('valid') }),
  z.strictObject({ kind: z.literal('relu') }),
  z.strictObject({
    kind: z.literal('batchNorm'),
    /** Share of the running statistics that a step keeps. 0.99 is Keras's default. */
    momentum: z.number().min(0).max(1).default(0.99),
    /** Added to the variance inside the root. 1e-3 is Keras's default. */
    epsilon: z.number().positive().max(1).default(1e-3),
  }),
  /** `rate` is the share that is dropped; the rest is divided by 1 - rate (inverted dropout). */
  z.strictObject({ kind: z.literal('dropout'), rate: z.number().min(0).max(0.95) }),
  z.strictObject({ kind: z.literal('flatten') }),
  z.strictObject({ kind: z.literal('dense'), units: z.int().min(1).max(65536), bias: z.boolean().default(true) }),
]);
export type Layer = z.infer<typeof Layer>;

export const Network = z.strictObject({
  name: z.string().min(1).max(80),
  /** Height, width, channels of one picture. */
  input: z.tuple([z.int().min(1).max(4096), z.int().min(1).max(4096), z.int().min(1).max(64)]),
  layers: z.array(Layer).min(1).max(200),
});
export type Network = z.infer<typeof Network>;

export { NetworkError } from './network-error.ts';
