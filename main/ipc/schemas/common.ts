/** What all messages share. Does not import Node: the renderer reads these types too. */
import { z } from 'zod';

export const Id = z.int().min(1);
/** Milliseconds since 1970. */
export const Time = z.int().min(0);
export const Name = z.string().trim().min(1).max(120);
export const Path = z.string().min(1).max(4096);
export const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes');
export const Share = z.number().gt(0).max(0.9);

export const SPLITS = ['train', 'validation', 'test'] as const;
export const Split = z.enum(SPLITS);
export type Split = z.infer<typeof Split>;

/**
 * Many integers in one field: uint32, least significant byte first, in the order of the list. A list of 100 000 picture
 * ids is 400 KB this way and needs no parsing.
 */
export const PackedIds = Bytes.refine(({ length }) => length % 4 === 0, 'expected whole 32-bit numbers');

/** What went wrong, as text for people; `remedy` (what to do about it) is absent if it is a bug. */
export const Failure = z.object({
  message: z.string(),
  remedy: z.string().optional(),
  badArgument: z.boolean(),
  stack: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

/** Chosen by the caller of something that can take over a second: identifies its progress, and cancels it. */
export const TaskId = z.string().min(1).max(64);
