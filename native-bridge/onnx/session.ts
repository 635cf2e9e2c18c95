/** Opens a model file, the lab's own or a foreign one, after checking everything about it. */
import { readFile, stat } from 'node:fs/promises';
import { type CardDraft, ownCard, withStated } from './card/card.ts';
import { cardFileFor, readCardFile } from './card/card-file.ts';
import { type ForeignNet, openForeignNet } from './card/foreign.ts';
import { foreignModel } from './card/foreign-model.ts';
import { refuseOtherFormats } from './card/other-formats.ts';
import { readMetadata } from './metadata.ts';
import type { Model } from './model.ts';
import { OnnxError } from './onnx-error.ts';
import { ownModel, plainModel } from './own-model.ts';

export type { Answers, Model } from './model.ts';

/** A net of 100 million parameters has 400 MB; the whole file is read into memory. */
export const MAX_MODEL_BYTES = 512 * 2 ** 20;

/**
 * @param card a file; default: the one next to the model
 * @throws OnnxError naming the file if it is missing, not a file, too large, not ONNX, not a classifier, or its card is
 * incomplete.
 */
export async function openModel(path: string, card?: string): Promise<Model> {
  const opened = await openAny(path, card);
  if (opened.kind === 'own') return opened.model;
  try {
    return foreignModel(path, opened.net);
  } catch (error) {
    await opened.net.session.release();
    throw named(path, error);
  }
}

/** A foreign net with a card that is not saved yet. @throws OnnxError as `openAny`, and if the card does not match. */
export async function openDrafted(path: string, draft: CardDraft): Promise<OpenedModel> {
  const bytes = await readModelFile(path);
  try {
    return { kind: 'foreign', net: await openForeignNet(path, bytes, draft) };
  } catch (error) {
    throw named(path, error);
  }
}

export type OpenedModel = { kind: 'own'; model: Model } | { kind: 'foreign'; net: ForeignNet };

/** Like `openModel`, but opens a foreign net with whatever is known of its card. */
export async function openAny(path: string, card?: string): Promise<OpenedModel> {
  const bytes = await readModelFile(path);
  refuseOtherFormats(path, bytes);
  try {
    const metadata = readMetadata(bytes);
    const file = cardFileFor(path, card);
    const stated = file === null ? null : await readCardFile(file);
    if (metadata) {
      const own = ownCard(metadata.labels);
      if (JSON.stringify(withStated(own, stated ?? {})) !== JSON.stringify(own)) throw otherCard(file!);
      return { kind: 'own', model: await ownModel(path, bytes, metadata) };
    }
    if (!stated) {
      const model = await plainModel(path, bytes);
      if (model) return { kind: 'own', model };
    }
    return { kind: 'foreign', net: await openForeignNet(path, bytes, stated ?? {}) };
  } catch (error) {
    throw named(path, error);
  }
}

function named(path: string, error: unknown): unknown {
  if (!(error instanceof OnnxError) || error.message.startsWith(path)) return error;
  return new OnnxError(`${path}: ${error.message}`, error.remedy, { cause: error });
}

function otherCard(file: string): OnnxError {
  return new OnnxError(
    `The model was exported by Signs Lab and has its own card, which differs from ${file}.`,
    'Leave the card out: the model contains its own preprocessing.',
  );
}

/** The bytes of a model file. @throws OnnxError naming it if it is missing, not a file, empty or too large. */
export async function readModelFile(path: string): Promise<Uint8Array> {
  const remedy = 'Choose a model.onnx file as `train` writes it.';
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new OnnxError(`${path} is not a file.`, remedy);
    if (found.size === 0)
      throw new OnnxError(`${path} is empty (0 bytes).`, 'Export the model again, or copy it again.');
    if (found.size > MAX_MODEL_BYTES) {
      throw new OnnxError(`${path} has ${found.size} bytes, more than ${MAX_MODEL_BYTES}.`, 'Choose a smaller model.');
    }
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof OnnxError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'you do not have permission to read it' : code;
    throw new OnnxError(`${path} cannot be read: ${reason}.`, remedy, { cause });
  }
}
