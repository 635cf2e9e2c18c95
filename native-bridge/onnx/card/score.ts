/** Scores every plausible card on labelled pictures. */
import type { Picture } from '../../../datasets/resize.ts';
import { argmax } from '../../metrics/argmax.ts';
import { OnnxError } from '../onnx-error.ts';
import type { Card } from './card.ts';
import { fitted } from './fit.ts';
import type { ForeignNet } from './foreign.ts';
import { answersTo } from './foreign-model.ts';

export interface LabelledPicture {
  readonly picture: Picture;
  /** Index into the labels of the cards. */
  readonly label: number;
}

export interface Score {
  readonly card: Card;
  /** Whether the answer to each picture was right. */
  readonly right: readonly boolean[];
  /** Sum of -log(probability of the true class). */
  readonly loss: number;
}

interface Answer {
  readonly right: boolean;
  readonly loss: number;
}

/** For a card whose numbers the net cannot process. exp(-87) is the smallest float32 with full precision. */
const NO_ANSWER: Answer = { right: false, loss: 87 };

/**
 * All cards see the same pictures, one picture after another, until there are no more or the time is up.
 * @param how at least `least` pictures are used; after that, `seconds` is the limit; `onPicture` gets the number done
 */
export async function scoreCards(
  net: ForeignNet,
  cards: readonly Card[],
  pictures: AsyncIterable<LabelledPicture>,
  how: { readonly least: number; readonly seconds: number; onPicture?(done: number): void },
): Promise<Score[]> {
  const scores = cards.map((card) => ({ card, right: [] as boolean[], loss: 0 }));
  const end = performance.now() + 1000 * how.seconds;
  for await (const one of pictures) {
    const answerOf = answersOnce(net, one);
    for (const score of scores) {
      const { right, loss } = await answerOf(score.card);
      score.right.push(right);
      score.loss += loss;
    }
    const done = scores[0]?.right.length ?? 0;
    how.onPicture?.(done);
    if (performance.now() > end && done >= how.least) break;
  }
  return scores;
}

/** Runs the net once for cards that give it the same input: for a square picture every fit is the same. */
function answersOnce(net: ForeignNet, { picture, label }: LabelledPicture): (card: Card) => Promise<Answer> {
  const seen: { readonly rgb: Uint8Array; readonly size: string; readonly answers: Map<string, Answer> }[] = [];
  return async (card) => {
    const rgb = fitted(picture, card);
    const size = String(card.size);
    const before = seen.find((one) => one.size === size && Buffer.compare(one.rgb, rgb) === 0);
    const same = before ?? { rgb, size, answers: new Map<string, Answer>() };
    if (!before) seen.push(same);
    const key = JSON.stringify([card.layout, card.channels, card.scale]);
    const known = same.answers.get(key);
    if (known) return known;
    const answer = await answered(net, card, rgb, label);
    same.answers.set(key, answer);
    return answer;
  };
}

async function answered(net: ForeignNet, card: Card, rgb: Uint8Array, label: number): Promise<Answer> {
  try {
    const { probabilities, logits } = await answersTo(net, card, rgb);
    const [predicted] = argmax(probabilities, card.labels.length);
    const largest = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const total = logits.reduce((sum, value) => sum + Math.exp(value - largest), 0);
    return { right: predicted === label, loss: Math.min(Math.log(total) + largest - logits[label]!, NO_ANSWER.loss) };
  } catch (error) {
    if (error instanceof OnnxError) return NO_ANSWER;
    throw error;
  }
}
