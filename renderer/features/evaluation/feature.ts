import type { Feature } from '../../lib/feature.ts';
import { t } from '../../lib/messages/index.ts';

/**
 * `/evaluation` takes `?model=1&dataset=2&split=test`, `version=4` (as it was), `label` and `predicted` (a cell of the
 * confusion matrix, by class numbers), `show=all` (right ones too), `order=loss|surest|unsure|index`, `view=classes|calibration`
 * and `picture=17` (its id). `/evaluation/compare` takes `?runs=1,2` or `?a=1&b=2` (models), `dataset`, `split`, and
 * `which=onlyA|onlyB|bothWrong`. `/evaluation/reproduce` takes `?group=3`.
 */
export const feature: Feature = {
  title: t.evaluation,
  path: '/evaluation',
  key: 'e',
  order: 30,
  icon: 'evaluation',
  screens: [
    { path: '/evaluation', title: t.evaluation, load: () => import('./EvaluationScreen.svelte') },
    { path: '/evaluation/compare', title: t.compare, load: () => import('./CompareScreen.svelte') },
    { path: '/evaluation/reproduce', title: t.reproduceCourse, load: () => import('./ReproduceScreen.svelte') },
  ],
};
