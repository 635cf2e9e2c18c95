import type { Feature } from '../../lib/feature.ts';

/**
 * `/datasets/:dataset` takes `?tab=duplicates|balance|versions`, `?version=4` (as it was), `?picture=17` (its id, enlarged),
 * and the filter and sorting of its pictures: see filter-query.ts.
 */
export const feature: Feature = {
  title: 'Datasets',
  path: '/datasets',
  key: 'd',
  order: 10,
  icon: 'datasets',
  screens: [
    { path: '/datasets', title: 'Datasets', load: () => import('./GalleryScreen.svelte') },
    { path: '/datasets/:dataset', title: 'Dataset', load: () => import('./DatasetScreen.svelte') },
  ],
};
