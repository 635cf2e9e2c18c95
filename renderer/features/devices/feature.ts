import type { Feature } from '../../lib/feature.ts';

export const feature: Feature = {
  title: 'Devices',
  path: '/devices',
  key: 'v',
  order: 50,
  icon: 'devices',
  screens: [{ path: '/devices', title: 'Devices', load: () => import('./DevicesScreen.svelte') }],
};
