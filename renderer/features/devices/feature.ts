import type { Feature } from '../../lib/feature.ts';
import { t } from '../../lib/messages/index.ts';

export const feature: Feature = {
  title: t.devices,
  path: '/devices',
  key: 'v',
  order: 50,
  icon: 'devices',
  screens: [{ path: '/devices', title: t.devices, load: () => import('./DevicesScreen.svelte') }],
};
