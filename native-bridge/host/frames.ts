/** Frames of a camera: each is answered at once by the models it names, concurrently with other requests to the host. */
import { z } from 'zod';
import type { Square } from '../../datasets/synthetic/scene/square.ts';
import { ownFinder, THRESHOLD } from '../finder/finder.ts';
import { type Model, openModel } from '../onnx/session.ts';
import { describeFailure } from './failure.ts';
import { type FrameAnswer, FrameAsk } from './frame-messages.ts';
import { modelKey } from './open-models.ts';

/** By their number in the lab. A retrained model has a new number, and both can be used. */
const admitted = new Map<number, { readonly model: Model; readonly key: string }>();
/** Two that are compared side by side, and two that replace them. */
const MOST_OPEN = 4;

/** Opens the model at `path` under that number; keeps it if it is already open with the same card. @throws OnnxError */
export async function admit(number: number, path: string): Promise<void> {
  const open = admitted.get(number);
  const key = await modelKey(path);
  admitted.delete(number);
  admitted.set(number, open?.key === key ? open : { model: await openModel(path), key });
  if (open && open.key !== key) await open.model.release();
  // A Map keeps the order of insertion: the first one was admitted longest ago.
  for (const [oldest, { model }] of [...admitted].slice(0, -MOST_OPEN)) {
    admitted.delete(oldest);
    await model.release();
  }
}

/** Never throws: a failed answer contains the reason. */
export async function answerFrame(message: unknown): Promise<FrameAnswer> {
  const asked = FrameAsk.safeParse(message);
  if (!asked.success) return failed(null, new Error(`A frame message is invalid: ${z.prettifyError(asked.error)}`));
  const [frame, numbers, pixels, view] = asked.data;
  const models = numbers.map((number) => admitted.get(number)?.model);
  if (!models.every((model) => model !== undefined)) {
    return { ...failed(frame, new Error('The recognition host does not know that model.')), admitted: false };
  }
  try {
    const began = performance.now();
    const answers: { model: number; probabilities: number[] }[] = [];
    for (const [place, model] of models.entries()) {
      const { probabilities } = await model.predict(pixels, 1);
      answers.push({ model: numbers[place]!, probabilities: [...probabilities] });
    }
    const hand = view && { hand: await handIn(view) };
    return { kind: 'seen', frame, answers, ...hand, compute: performance.now() - began };
  } catch (error) {
    return failed(frame, error);
  }
}

async function handIn(view: Uint8Array): Promise<Square | null> {
  const { square, probability } = await (await ownFinder()).find(view);
  return probability < THRESHOLD ? null : square;
}

function failed(frame: number | null, error: unknown): FrameAnswer & { kind: 'failed' } {
  return { kind: 'failed', frame, admitted: true, error: describeFailure(error) };
}
