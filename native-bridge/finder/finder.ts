/** Finds the hand in a frame with one pass of a small net over the whole frame. */
import { createHash } from 'node:crypto';
import type { Region } from '../../datasets/preprocess.ts';
import type { Picture } from '../../datasets/resize.ts';
import { INPUT, PROBABILITIES } from '../onnx/metadata.ts';
import { createSession, loadRuntime } from '../onnx/runtime.ts';
import { readModelFile } from '../onnx/session.ts';
import type { FinderCard } from './card.ts';
import { decode, type Found } from './decode.ts';
import { FINDER_FILE, readFinderCard } from './file.ts';
import { INPUT_SHAPE } from './grid.ts';
import { regionOf, viewOf } from './view.ts';

/** Probability above which there is a hand. */
export const THRESHOLD = 0.5;

type Session = Awaited<ReturnType<typeof createSession>>;

export class Finder {
  readonly path: string;
  readonly card: FinderCard;
  /** Hash of the file, in hex. */
  readonly sha256: string;
  readonly #session: Session;

  private constructor(path: string, bytes: Uint8Array, session: Session) {
    this.path = path;
    this.card = readFinderCard(path, bytes);
    this.sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#session = session;
  }

  /** @throws OnnxError if the file is missing or not a finder of this version */
  static async open(path = FINDER_FILE): Promise<Finder> {
    const bytes = await readModelFile(path);
    readFinderCard(path, bytes);
    return new Finder(path, bytes, await createSession(bytes));
  }

  /** @param view (80,96,3) RGB from `viewOf` */
  async find(view: Uint8Array): Promise<Found> {
    const { Tensor } = loadRuntime();
    const input = new Tensor('uint8', view, [1, ...INPUT_SHAPE]);
    const out = await this.#session.run({ [INPUT]: input }, [PROBABILITIES]);
    return decode(out[PROBABILITIES]!.data as Float32Array);
  }

  /** The square around the larger hand of a frame of any size; null: no hand. @throws RangeError as `viewOf` does */
  async locate(frame: Picture): Promise<Region | null> {
    const { square, probability } = await this.find(viewOf(frame));
    return probability < THRESHOLD ? null : regionOf(square, frame);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

let own: Promise<Finder> | null = null;

/** The finder included with the lab, opened when first needed. @throws OnnxError */
export function ownFinder(): Promise<Finder> {
  own ??= Finder.open();
  return own;
}
