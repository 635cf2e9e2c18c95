import type { Feature } from '../../lib/feature.ts';
import { t } from '../../lib/messages/index.ts';

/** `/training/new` takes `?dataset=3`, or `?from=12` to start with run 12's settings; `/training/:run` takes `?tab=printout`. */
export const feature: Feature = {
  title: t.training,
  path: '/training',
  key: 't',
  order: 20,
  icon: 'training',
  screens: [
    { path: '/training', title: t.training, load: () => import('./RunsScreen.svelte') },
    { path: '/training/new', title: t.newRun, load: () => import('./NewRunScreen.svelte') },
    { path: '/training/:run', title: t.run, load: () => import('./RunScreen.svelte') },
  ],
};
