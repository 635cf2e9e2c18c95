/** Keeps the last used model open: frames of a video use the same one many times per second. */
import { cardFileFor } from '../onnx/card/card-file.ts';
import { type Model, openModel } from '../onnx/session.ts';
import { stampOf } from './feature-stores.ts';

let kept: { model: Model; key: string } | null = null;

/** A key that changes when the model's file or its card changes. */
export async function modelKey(path: string, card?: string): Promise<string> {
  const file = cardFileFor(path, card);
  return JSON.stringify([path, await stampOf(path), file, file && (await stampOf(file))]);
}

/** The model at `path`, opened again if its file or its card has changed. @throws OnnxError */
export async function modelAt({
  path,
  card,
}: {
  readonly path: string;
  readonly card?: string | undefined;
}): Promise<Model> {
  const key = await modelKey(path, card);
  if (kept?.key === key) return kept.model;
  const old = kept;
  kept = null;
  await old?.model.release();
  const model = await openModel(path, card);
  kept = { model, key };
  return model;
}
