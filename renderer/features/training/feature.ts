import type { Feature } from '../../lib/feature.ts';

/** `/training/new` takes `?dataset=3`, or `?from=12` to begin as run 12 was; `/training/:run` takes `?tab=printout`. */
export const feature: Feature = {
  title: 'Training',
  path: '/training',
  key: 't',
  order: 20,
  icon: 'training',
  screens: [
    { path: '/training', title: 'Training', load: () => import('./RunsScreen.svelte') },
    { path: '/training/new', title: 'New run', load: () => import('./NewRunScreen.svelte') },
    { path: '/training/:run', title: 'Run', load: () => import('./RunScreen.svelte') },
  ],
};
