/** What a new sweep will do, in words. */
import { plural } from '../../lib/format.ts';
import type { SearchDraft } from './search-draft.svelte.ts';
import { budgetWords } from './sweep-words.ts';

export const SAMPLER_CHOICES = [
  {
    value: 'tpe',
    label: 'TPE',
    hint: 'Learns from the trials so far where good values are (tree-structured Parzen estimator). The best choice for most sweeps.',
  },
  {
    value: 'gp',
    label: 'Gaussian process',
    hint: 'Models the score over the whole space. For few trials, up to some hundred, in few dimensions.',
  },
  {
    value: 'sobol',
    label: 'Sobol',
    hint: 'Points that fill the space evenly, without learning. For a first look at it.',
  },
  { value: 'random', label: 'Random', hint: 'Independent points: what every other sampler is measured against.' },
  {
    value: 'grid',
    label: 'Grid',
    hint: 'Every combination, of a real number some points. For two or three dimensions.',
  },
] as const;

export const SCHEDULER_CHOICES = [
  {
    value: 'asha',
    label: 'ASHA',
    hint: 'Trials get more epochs only while they are among the best at each rung. Saves most of the epochs.',
  },
  {
    value: 'hyperband',
    label: 'Hyperband',
    hint: 'ASHA with several first rungs: careful where the first epochs say little.',
  },
  { value: 'median', label: 'Median', hint: 'Stops trials that are below the median of the others at the same epoch.' },
  { value: 'none', label: 'None', hint: 'Every trial has all its epochs.' },
] as const;

const labelOf = (choices: readonly { value: string; label: string }[], value: string) =>
  choices.find((choice) => choice.value === value)?.label ?? value;

/** `Searches over learning rate, mini-batch and 4 more.` */
export function spaceWords(titles: readonly string[]): string {
  if (titles.length === 0) return 'Nothing is searched over yet.';
  const shown = titles.length <= 8 ? titles : titles.slice(0, 6);
  const rest = titles.length - shown.length;
  const words = shown.map((title) => title.charAt(0).toLowerCase() + title.slice(1));
  const list = rest > 0 ? [...words, `${rest} more`] : words;
  return `Searches over ${list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`}.`;
}

type Plan = Pick<
  SearchDraft,
  'sampler' | 'scheduler' | 'trials' | 'minutes' | 'epochs' | 'seeds' | 'folds' | 'freshBest' | 'freshSeeds'
>;

/** `64 trials of up to 100 epochs, chosen by TPE, poor ones stopped early by ASHA. The best 3 are trained again with 5 fresh seeds each.` */
export function planWords(plan: Plan): string {
  const budget = budgetWords(plan);
  const each = plan.epochs === null ? '' : `, each of up to ${plural(plan.epochs, 'epoch')}`;
  const times = repeatWords(plan);
  const stopped =
    plan.scheduler === 'none' ? '' : `, poor ones stopped early by ${labelOf(SCHEDULER_CHOICES, plan.scheduler)}`;
  return `${budget}${each}${times}, chosen by ${labelOf(SAMPLER_CHOICES, plan.sampler)}${stopped}.${freshWords(plan)}`;
}

function repeatWords({ seeds, folds }: Plan): string {
  const many = [
    ...((seeds ?? 1) > 1 ? [plural(seeds ?? 1, 'seed')] : []),
    ...((folds ?? 0) > 1 ? [plural(folds ?? 0, 'fold')] : []),
  ];
  return many.length === 0 ? '' : ` with ${many.join(' and ')}`;
}

function freshWords({ freshBest, freshSeeds }: Plan): string {
  if (freshBest === null || freshSeeds === null || freshBest === 0) return '';
  const best = freshBest === 1 ? 'best is' : `best ${freshBest} are`;
  return ` The ${best} trained again with ${freshSeeds} fresh seeds${freshBest === 1 ? '' : ' each'}, to see how much was luck.`;
}
