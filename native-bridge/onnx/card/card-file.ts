/** A card in a file: named by a person, or next to its model as MODEL.card.json. */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { OnnxError } from '../onnx-error.ts';
import { CARD_FIELDS, CardDraft } from './card.ts';

/** 100 000 labels of 40 letters. */
const MOST_BYTES = 4 * 2 ** 20;
const REMEDY = `A card is a JSON object with ${CARD_FIELDS.join(', ')}; missing fields are taken from the model's files.`;

/** `signs.onnx` -> `signs.card.json`. */
export function cardPathOf(model: string): string {
  return model.replace(/\.onnx$/i, '').concat('.card.json');
}

/** The card to use: the one that is named, else the one next to the model, else none. */
export function cardFileFor(model: string, named?: string): string | null {
  const beside = cardPathOf(model);
  return named ?? (existsSync(beside) ? beside : null);
}

/** @throws OnnxError naming the file if it is missing, too large, not JSON or not a card. */
export async function readCardFile(path: string): Promise<CardDraft> {
  const parsed = CardDraft.safeParse(parseJson(path, await readText(path)));
  if (parsed.success) return parsed.data;
  throw new OnnxError(`${path} is not a card: ${z.prettifyError(parsed.error)}`, REMEDY);
}

async function readText(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new OnnxError(`${path} is not a file.`, REMEDY);
    if (found.size > MOST_BYTES) {
      throw new OnnxError(`${path} has ${found.size} bytes, too many for a card.`, REMEDY);
    }
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof OnnxError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'you do not have permission to read it' : code;
    throw new OnnxError(`The card ${path} cannot be read: ${reason}.`, REMEDY, { cause });
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OnnxError(`The card ${path} is not JSON.`, REMEDY, { cause });
  }
}
