import type { Feature } from '../../lib/feature.ts';
import { t } from '../../lib/messages/index.ts';

/**
 * `/tuning/compare` takes `?sweeps=1,2`. `/tuning/new` takes `?dataset=3&preset=course`, `?run=12` (its settings,
 * fixed), `?like=7` (that sweep's settings) or `?continues=7` (and starts with that sweep's trials). `/tuning/:sweep`
 * takes `tab`, `objective` (its index in the sweep's list), `trial` (the selected one), `with` (the one it is compared
 * with), `pruned=hide`, `brush` (`3,5-9`), `cell` (of the confusion matrix), `which`, `sort`, `state`, `slice`, `plane`
 * and `axes`.
 */
export const feature: Feature = {
  title: t.tuning,
  path: '/tuning',
  key: 'u',
  order: 25,
  icon: 'tuning',
  screens: [
    { path: '/tuning', title: t.tuning, load: () => import('./SweepsScreen.svelte') },
    { path: '/tuning/new', title: t.newSweep, load: () => import('./NewSweepScreen.svelte') },
    { path: '/tuning/compare', title: t.compareSweeps, load: () => import('./CompareSweepsScreen.svelte') },
    { path: '/tuning/:sweep', title: t.sweep, load: () => import('./SweepScreen.svelte') },
  ],
};
