/**
 * Checks the costs that training prints after epochs 0 and 5. A cost is one number per epoch, so different causes can
 * give the same: a wrong division is recognised exactly, other causes only by magnitude, and what cannot be determined
 * is reported as such.
 */
import type { CheckResult, Mistake } from '../result.ts';
import { FACTORS } from './cost-factors.ts';
import type { EpochCosts } from './read-costs.ts';
import { RECORDED_COSTS, type RecordedCosts, RIGHT_RANGE } from './recorded-costs.ts';

/** The costs that the notebook prints. */
export const PUBLISHED = { epoch0: 1.917929, epoch5: 1.506757 } as const;

/**
 * Relative tolerances. Kernels round differently: on the same pictures, the lab's and TensorFlow's costs differ by 3e-5
 * in epoch 0 and by 6e-4 in epoch 5; other processors change the curve more. A right run with other random numbers gets
 * this close by chance once in a hundred.
 */
const NEAR = { epoch0: 1e-4, epoch5: 0.02 } as const;

/** The cost of a net that gives the same answer for every picture: the entropy of the labels times 17/16. */
const PLATEAU = 1.904;

export function checkCosts({ epoch0, epoch5 }: EpochCosts): CheckResult {
  if (!Number.isFinite(epoch0) || (epoch5 !== null && !Number.isFinite(epoch5))) {
    return wrong(
      'not-finite',
      'The cost is NaN or infinite: a logarithm of 0 was taken. tf.nn.softmax_cross_entropy_with_logits takes the raw logits, without a softmax before it.',
      'likely',
    );
  }
  const off0 = relative(epoch0, PUBLISHED.epoch0);
  const off5 = epoch5 === null ? 0 : relative(epoch5, PUBLISHED.epoch5);
  if (off0 <= NEAR.epoch0 && off5 <= NEAR.epoch5) return nearPublished(epoch0, epoch5);
  return otherFactor(epoch0, epoch5) ?? leftAfterEpoch0(epoch0, epoch5) ?? bySize(epoch0, epoch5);
}

const relative = (found: number, wanted: number) => Math.abs(found / wanted - 1);

/** The number of digits in which two numbers agree, as people count them: 1.91793 and 1.917929 agree in 6. */
function agreeing(found: number, wanted: number): number {
  const off = Math.abs(found - wanted);
  return off < 5e-7 ? 7 : Math.max(0, Math.floor(-Math.log10((2 * off) / Math.abs(wanted))) + 1);
}

function nearPublished(epoch0: number, epoch5: number | null): CheckResult {
  const digits = agreeing(epoch0, PUBLISHED.epoch0);
  const first =
    digits >= 7
      ? 'Epoch 0 is the published 1.917929 in every digit'
      : `Epoch 0 is close to the published 1.917929: right to ${digits} digits, as expected from rounding on another machine`;
  if (epoch5 === null) return { verdict: 'right', reason: `${first}. Epoch 5 is missing.` };
  const later = agreeing(epoch5, PUBLISHED.epoch5);
  const second =
    later >= 7
      ? 'Epoch 5 is the published 1.506757 too'
      : `Epoch 5 agrees with 1.506757 to ${later} digits: rounding grows with every step`;
  return { verdict: 'right', reason: `${first}. ${second}.` };
}

function otherFactor(epoch0: number, epoch5: number | null): CheckResult | null {
  const found = FACTORS.find(
    ({ factor, tolerance }) =>
      relative(epoch0 / factor, PUBLISHED.epoch0) <= (tolerance ?? NEAR.epoch0) &&
      (epoch5 === null || relative(epoch5 / factor, PUBLISHED.epoch5) <= NEAR.epoch5),
  );
  return found ? wrong(found.id, found.text, 'certain') : null;
}

/** Relative tolerance within which epoch 0 is unlikely to match a different run by chance. */
const SAME_EPOCH = 4e-5;

/** Epoch 0 is right and epoch 5 is not: mistakes between epochs. */
function leftAfterEpoch0(epoch0: number, epoch5: number | null): CheckResult | null {
  if (epoch5 === null || relative(epoch0, PUBLISHED.epoch0) > SAME_EPOCH) return null;
  if (epoch5 > 6 * 1.4) {
    return wrong(
      'cost-not-reset',
      'Epoch 0 is right, but epoch 5 is a sum of all epochs: minibatch_cost = 0. belongs inside the loop over epochs.',
      'likely',
    );
  }
  return wrong(
    'later-epochs',
    'Epoch 0 is right and epoch 5 is not, so the steps or mini-batches of later epochs differ: the seed is not incremented by 1 before every epoch, or the optimizer is created again.',
    'likely',
  );
}

/** Nothing fits exactly: names what has a similar magnitude. */
function bySize(epoch0: number, epoch5: number | null): CheckResult {
  if (epoch5 === null) {
    return {
      verdict: 'unknown',
      reason: `Epoch 0 differs from 1.917929, and alone it tells no more: give the cost of epoch 5 too. ${nearestText(epoch0, null)}`,
    };
  }
  const flat = Math.abs(epoch5 - PLATEAU) < 0.004 && epoch0 < 2;
  if (flat)
    return wrong(
      'not-learning',
      'The net learns nothing: 1.904 is the cost of a net that gives the same answer for every picture. Possible causes are weights that are all 0, a RELU that passes nothing, or logits that go through a RELU or a softmax; some seeds of the weights do it too (tf.set_random_seed(0)).',
      'likely',
    );
  const [least0, most0] = RIGHT_RANGE.epoch0;
  const [least5] = RIGHT_RANGE.epoch5;
  if (epoch0 >= least0 - 0.01 && epoch0 <= most0 + 0.01 && epoch5 >= least5 - 0.05 && epoch5 < 1.84) {
    return {
      verdict: 'unknown',
      reason: `Not the published run, but similar in size: right code with other random numbers gives ${least0.toFixed(2)} to ${most0.toFixed(2)} after epoch 0 and ${least5.toFixed(2)} to 1.84 after epoch 5. Another order of the mini-batches (seed not advanced, nothing shuffled), other initial weights (TensorFlow 2, PyTorch) or other pictures can cause this. Costs cannot tell which: check the initial parameters and the mini-batches.`,
    };
  }
  const nearest = nearestOf(epoch0, epoch5);
  if (nearest && nearest.id !== 'course') {
    return wrong(
      nearest.id,
      `Likely: ${nearest.text}. That gives ${nearest.costs[0]} and ${nearest.costs[1]} on this lab's pictures, which are the course's in another order.`,
      'likely',
    );
  }
  return {
    verdict: 'unknown',
    reason: `This is not the published run, nor close to any that was measured here. ${nearestText(epoch0, epoch5)}`,
  };
}

/** Largest relative distance at which two runs count as similar. */
const ALIKE = 0.03;
const distance = ({ costs }: RecordedCosts, epoch0: number, epoch5: number | null) =>
  Math.max(relative(epoch0, costs[0]), epoch5 === null ? 0 : relative(epoch5, costs[1]));

/** The measured runs, nearest first, for the table next to the answer. */
export function byDistance({ epoch0, epoch5 }: EpochCosts): readonly RecordedCosts[] {
  return RECORDED_COSTS.toSorted((a, b) => distance(a, epoch0, epoch5) - distance(b, epoch0, epoch5));
}

function nearestOf(epoch0: number, epoch5: number): RecordedCosts | null {
  const [first] = byDistance({ epoch0, epoch5 });
  return first && distance(first, epoch0, epoch5) <= ALIKE ? first : null;
}

function nearestText(epoch0: number, epoch5: number | null): string {
  const [first] = byDistance({ epoch0, epoch5 });
  return `The nearest of them: ${first!.text.toLowerCase()} (${first!.costs.join(' and ')}).`;
}

function wrong(id: string, text: string, match: Mistake['match']): CheckResult {
  return { verdict: 'wrong', reason: text, mistake: { id, text, match, others: [] } };
}
