/** Describes a new sweep. */
import { listOf } from '../../lib/format.ts';
import { language } from '../../lib/language.ts';
import { allOf, sentences } from './lists.ts';
import { t } from './messages/index.ts';
import type { SearchDraft } from './search-draft.svelte.ts';
import { budgetWords } from './sweep-words.ts';

export const samplerChoices = () =>
  [
    { value: 'tpe', label: t.tpe(), hint: t.tpeAbout() },
    { value: 'gp', label: t.gp(), hint: t.gpAbout() },
    { value: 'sobol', label: t.sobol(), hint: t.sobolAbout() },
    { value: 'random', label: t.random(), hint: t.randomAbout() },
    { value: 'grid', label: t.grid(), hint: t.gridAbout() },
  ] as const;

export const schedulerChoices = () =>
  [
    { value: 'asha', label: t.asha(), hint: t.ashaAbout() },
    { value: 'hyperband', label: t.hyperband(), hint: t.hyperbandAbout() },
    { value: 'median', label: t.median(), hint: t.medianAbout() },
    { value: 'none', label: t.noScheduler(), hint: t.noSchedulerAbout() },
  ] as const;

/** `Searches over learning rate, mini-batch size and 4 more.` */
export function spaceWords(titles: readonly string[]): string {
  if (titles.length === 0) return t.searchesNothing();
  const shown = titles.length <= 8 ? titles : titles.slice(0, 6);
  const rest = titles.length - shown.length;
  const words = shown.map(inSentence);
  return rest > 0
    ? t.searchesOverMore({ settings: listOf(words), n: rest })
    : t.searchesOver({ settings: allOf(words) });
}

/** English names of things start in lower case, those of methods do not. */
function inSentence(title: string): string {
  if (language() !== 'en' || /^(Adam|L2) /.test(title)) return title;
  return title.charAt(0).toLowerCase() + title.slice(1);
}

type Plan = Pick<
  SearchDraft,
  'sampler' | 'scheduler' | 'trials' | 'minutes' | 'epochs' | 'seeds' | 'folds' | 'freshBest' | 'freshSeeds'
>;

/** `64 trials, each of up to 100 epochs, chosen by TPE, poor ones stopped early by ASHA. The best 3 are trained again with 5 fresh seeds each, to see how much was luck.` */
export function planWords(plan: Plan): string {
  const { sampler, scheduler, trials, freshBest, freshSeeds } = plan;
  const [epochs, seeds, folds] = [plan.epochs ?? 0, plan.seeds ?? 1, plan.folds ?? 0];
  const repeats = seeds > 1 ? (folds > 1 ? 'both' : 'seeds') : folds > 1 ? 'folds' : 'none';
  const timed = trials === null ? 'yes' : 'other';
  return sentences(
    t.plan({ budget: budgetWords(plan), epochs, timed, repeats, seeds, folds, sampler, scheduler }),
    freshBest && freshSeeds ? t.planFresh({ best: freshBest, seeds: freshSeeds }) : null,
  );
}
