import type { Feature } from '../../lib/feature.ts';

export const feature: Feature = {
  title: 'Home',
  path: '/',
  key: null,
  order: 0,
  icon: 'home',
  screens: [{ path: '/', title: 'Home', load: () => import('./HomeScreen.svelte') }],
};
