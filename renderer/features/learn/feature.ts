import type { Feature } from '../../lib/feature.ts';
import { t } from '../../lib/messages/index.ts';

/**
 * `/learn` is the course's list of stations, `/learn/notation` its glossary, `/learn/:station` one of `stations.ts`,
 * and `/learn/check-my-work?function=` one of the assignment's functions. The query holds what a station shows; several
 * stations share `picture`, `model`, `layer`, `cell` and `numbers` (formulas with the live numbers).
 */
export const feature: Feature = {
  title: t.learn,
  path: '/learn',
  key: 'n',
  order: 45,
  icon: 'learn',
  screens: [
    { path: '/learn', title: t.learn, load: () => import('./LearnScreen.svelte') },
    { path: '/learn/notation', title: t.notation, load: () => import('./formula/NotationScreen.svelte') },
    { path: '/learn/:station', title: t.learn, load: () => import('./StationScreen.svelte') },
  ],
};
