import type { Feature } from '../../lib/feature.ts';
import { t } from '../../lib/messages/index.ts';

/**
 * `/live` takes `?model=1&beside=2` (two models on the same frames) and `?dataset=3`, where corrections go.
 * `/live/capture` takes `?dataset=3&session=7`, `/live/capture/video` `?dataset=3`, `/live/video` `?model=1`; `/live/recordings/:recording` takes `?model=2`, the other model.
 */
export const feature: Feature = {
  title: t.live,
  path: '/live',
  key: 'l',
  order: 15,
  icon: 'live',
  screens: [
    { path: '/live', title: t.live, load: () => import('./LiveScreen.svelte') },
    { path: '/live/capture', title: t.capture, load: () => import('./capture/CaptureScreen.svelte') },
    {
      path: '/live/capture/video',
      title: t.captureFromVideo,
      load: () => import('./capture/VideoCaptureScreen.svelte'),
    },
    { path: '/live/video', title: t.video, load: () => import('./replay/VideoScreen.svelte') },
    { path: '/live/recordings', title: t.recordings, load: () => import('./replay/RecordingsScreen.svelte') },
    { path: '/live/recordings/:recording', title: t.recording, load: () => import('./replay/ReplayScreen.svelte') },
  ],
};
