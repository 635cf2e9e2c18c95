import type { Feature } from '../../lib/feature.ts';

/** `/models/:model` takes `?tab=card`, `parity` or `use`; without it: try. */
export const feature: Feature = {
  title: 'Models',
  path: '/models',
  key: 'm',
  order: 40,
  icon: 'models',
  screens: [
    { path: '/models', title: 'Models', load: () => import('./ModelsScreen.svelte') },
    { path: '/models/:model', title: 'Model', load: () => import('./ModelScreen.svelte') },
  ],
};
