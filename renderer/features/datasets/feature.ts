import type { Feature } from '../../lib/feature.ts';
import { t } from '../../lib/messages/index.ts';

/**
 * `/datasets/:dataset` takes `?tab=duplicates|balance|versions`, `?version=4` (as it was), `?picture=17` (its id,
 * enlarged), and the filter and sorting of its pictures: see filter-query.ts.
 */
export const feature: Feature = {
  title: t.datasets,
  path: '/datasets',
  key: 'd',
  order: 10,
  icon: 'datasets',
  screens: [
    { path: '/datasets', title: t.datasets, load: () => import('./GalleryScreen.svelte') },
    { path: '/datasets/:dataset', title: t.dataset, load: () => import('./DatasetScreen.svelte') },
  ],
};
