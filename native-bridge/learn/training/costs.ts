/**
 * Checks the costs that a training prints after epochs 0 and 5. Costs are one number an epoch, so much can give the same: a
 * wrong division is told exactly, other things by their size alone, and what cannot be known is said.
 */
import type { CheckResult, Mistake } from '../result.ts';
import { FACTORS } from './cost-factors.ts';
import type { EpochCosts } from './read-costs.ts';
import { RECORDED_COSTS, type RecordedCosts, RIGHT_RANGE } from './recorded-costs.ts';

/** As the notebook prints them. */
export const PUBLISHED = { epoch0: 1.917929, epoch5: 1.506757 } as const;

/**
 * Relative. Kernels round otherwise: on the same pictures this lab's and TensorFlow's epoch 0 differ by 3e-5, and epoch 5 by
 * 6e-4; other processors bend the curve more. A right run with other random numbers comes as near by chance once in a hundred.
 */
const NEAR = { epoch0: 1e-4, epoch5: 0.02 } as const;

/** Costs that stay here are those of a net that says the same of every picture: the labels' own entropy times 17/16. */
const PLATEAU = 1.904;

export function checkCosts({ epoch0, epoch5 }: EpochCosts): CheckResult {
  if (!Number.isFinite(epoch0) || (epoch5 !== null && !Number.isFinite(epoch5))) {
    return wrong(
      'not-finite',
      'The cost is NaN or infinite: the logarithm was taken of 0. tf.nn.softmax_cross_entropy_with_logits takes the logits as they are, without a softmax before it.',
      'likely',
    );
  }
  const off0 = relative(epoch0, PUBLISHED.epoch0);
  const off5 = epoch5 === null ? 0 : relative(epoch5, PUBLISHED.epoch5);
  if (off0 <= NEAR.epoch0 && off5 <= NEAR.epoch5) return nearPublished(epoch0, epoch5);
  return otherFactor(epoch0, epoch5) ?? leftAfterEpoch0(epoch0, epoch5) ?? bySize(epoch0, epoch5);
}

const relative = (found: number, wanted: number) => Math.abs(found / wanted - 1);

/** Digits in which two numbers agree, as people count them: 1.91793 and 1.917929 agree in 6. */
function agreeing(found: number, wanted: number): number {
  const off = Math.abs(found - wanted);
  return off < 5e-7 ? 7 : Math.max(0, Math.floor(-Math.log10((2 * off) / Math.abs(wanted))) + 1);
}

function nearPublished(epoch0: number, epoch5: number | null): CheckResult {
  const digits = agreeing(epoch0, PUBLISHED.epoch0);
  const first =
    digits >= 7
      ? 'Epoch 0 is the published 1.917929 in every digit'
      : `Epoch 0 is near the published 1.917929: right to ${digits} digits, which is what rounding on another machine leaves`;
  if (epoch5 === null) return { verdict: 'right', reason: `${first}. Epoch 5 is not there.` };
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

/** Relative: nearer than this epoch 0 is hardly another run's by chance. */
const SAME_EPOCH = 4e-5;

/** Epoch 0 is right and epoch 5 is not: what happens between epochs. */
function leftAfterEpoch0(epoch0: number, epoch5: number | null): CheckResult | null {
  if (epoch5 === null || relative(epoch0, PUBLISHED.epoch0) > SAME_EPOCH) return null;
  if (epoch5 > 6 * 1.4) {
    return wrong(
      'cost-not-reset',
      'Epoch 0 is right and epoch 5 is a sum of all epochs: minibatch_cost = 0. stands inside of the loop over epochs.',
      'likely',
    );
  }
  return wrong(
    'later-epochs',
    'Epoch 0 is right and epoch 5 is not, so the steps or mini-batches of later epochs differ: the seed does not count up by 1 before every epoch, or the optimizer is created again.',
    'likely',
  );
}

/** Nothing fits exactly: what has this size. */
function bySize(epoch0: number, epoch5: number | null): CheckResult {
  if (epoch5 === null) {
    return {
      verdict: 'unknown',
      reason: `Epoch 0 differs from 1.917929, and by itself says no more: give the cost of epoch 5 too. ${nearestText(epoch0, null)}`,
    };
  }
  const flat = Math.abs(epoch5 - PLATEAU) < 0.004 && epoch0 < 2;
  if (flat)
    return wrong(
      'not-learning',
      'The net learns nothing: 1.904 is what a net costs that says the same of every picture. Weights that are all 0, a RELU that lets nothing through, logits that go through a RELU or a softmax do that; some seeds of the weights do too (tf.set_random_seed(0)).',
      'likely',
    );
  const [least0, most0] = RIGHT_RANGE.epoch0;
  const [least5] = RIGHT_RANGE.epoch5;
  if (epoch0 >= least0 - 0.01 && epoch0 <= most0 + 0.01 && epoch5 >= least5 - 0.05 && epoch5 < 1.84) {
    return {
      verdict: 'unknown',
      reason: `Not the published run, but of its size: right code with other random numbers gives ${least0.toFixed(2)} to ${most0.toFixed(2)} after epoch 0 and ${least5.toFixed(2)} to 1.84 after epoch 5. Another order of the mini-batches (seed not advanced, nothing shuffled), other initial weights (TensorFlow 2, PyTorch) or other pictures do that. Costs cannot say which: check the initial parameters and the mini-batches.`,
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
    reason: `This is not the published run, nor near to any that was measured here. ${nearestText(epoch0, epoch5)}`,
  };
}

/** Largest relative distance at which two runs are said to be alike. */
const ALIKE = 0.03;
const distance = ({ costs }: RecordedCosts, epoch0: number, epoch5: number | null) =>
  Math.max(relative(epoch0, costs[0]), epoch5 === null ? 0 : relative(epoch5, costs[1]));

/** The measured runs, nearest first: for the table next to the answer. */
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
