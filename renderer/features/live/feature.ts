import type { Feature } from '../../lib/feature.ts';

/**
 * `/live` takes `?model=1&beside=2` (two models on the same frames) and `?dataset=3`, where corrections go.
 * `/live/capture` takes `?dataset=3&session=7`, `/live/capture/video` `?dataset=3`, `/live/video` `?model=1`; `/live/recordings/:recording` takes `?model=2`, the other model.
 */
export const feature: Feature = {
  title: 'Live',
  path: '/live',
  key: 'l',
  order: 15,
  icon: 'live',
  screens: [
    { path: '/live', title: 'Live', load: () => import('./LiveScreen.svelte') },
    { path: '/live/capture', title: 'Capture', load: () => import('./capture/CaptureScreen.svelte') },
    {
      path: '/live/capture/video',
      title: 'Capture from a video',
      load: () => import('./capture/VideoCaptureScreen.svelte'),
    },
    { path: '/live/video', title: 'Video', load: () => import('./replay/VideoScreen.svelte') },
    { path: '/live/recordings', title: 'Recordings', load: () => import('./replay/RecordingsScreen.svelte') },
    { path: '/live/recordings/:recording', title: 'Recording', load: () => import('./replay/ReplayScreen.svelte') },
  ],
};
