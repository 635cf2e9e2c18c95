/** One picture that a model is tried on, from the moment it is dropped. */
import type { PictureOriginal } from '../../../main/ipc/schemas/dataset.ts';
import type { Sight } from '../../../main/ipc/schemas/model.ts';
import { bytes } from '../../lib/format.ts';
import { LabError } from '../../lib/lab-error.ts';
import { t } from './messages/index.ts';

export type Outcome =
  | { readonly kind: 'waiting' }
  /** `original`: the file itself, shown next to what the net sees. */
  | { readonly kind: 'seen'; readonly sight: Sight; readonly original: PictureOriginal }
  | { readonly kind: 'failed'; readonly error: LabError };

export interface Trial {
  /** Increments within a screen. */
  readonly id: number;
  readonly name: string;
  readonly outcome: Outcome;
}

/** A message's limit is 16 MiB (main/ipc/wire.ts), which includes the name. */
export const MOST_BYTES = 15 * 2 ** 20;

/** @throws LabError where the file is empty or too large to be sent in one message */
export function requireSendable(name: string, size: number): void {
  if (size === 0) throw refused(t.emptyPicture({ name }), t.chooseKind());
  if (size <= MOST_BYTES) return;
  throw refused(t.tooLarge({ name, size: bytes(size), most: bytes(MOST_BYTES) }), t.saveSmaller());
}

function refused(message: string, remedy: string): LabError {
  return new LabError({ message, remedy, badArgument: true });
}

/** By its magic bytes, not its name: a pasted or dropped picture is one of these three. */
export function pictureType(data: Uint8Array): 'image/jpeg' | 'image/png' | 'image/webp' {
  if (data[0] === 0xff && data[1] === 0xd8) return 'image/jpeg';
  return data[0] === 0x89 && data[1] === 0x50 ? 'image/png' : 'image/webp';
}

export interface ClassShare {
  readonly label: string;
  readonly share: number;
}

/** The classes shown if there are many: the most likely first. */
export function likeliest(labels: readonly string[], probabilities: readonly number[]): ClassShare[] {
  return labels.map((label, at) => ({ label, share: probabilities[at] ?? 0 })).sort((a, b) => b.share - a.share);
}
