import type { Feature } from '../../lib/feature.ts';
import { t } from '../../lib/messages/index.ts';

/** `/models/:model` takes `?tab=card`, `parity` or `use`; the default is try. */
export const feature: Feature = {
  title: t.models,
  path: '/models',
  key: 'm',
  order: 40,
  icon: 'models',
  screens: [
    { path: '/models', title: t.models, load: () => import('./ModelsScreen.svelte') },
    { path: '/models/:model', title: t.model, load: () => import('./ModelScreen.svelte') },
  ],
};
