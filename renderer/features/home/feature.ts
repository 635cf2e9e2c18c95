import type { Feature } from '../../lib/feature.ts';
import { t } from '../../lib/messages/index.ts';

export const feature: Feature = {
  title: t.home,
  path: '/',
  key: null,
  order: 0,
  icon: 'home',
  screens: [{ path: '/', title: t.home, load: () => import('./HomeScreen.svelte') }],
};
