import type { Component } from 'svelte';

/** One station of the course: a folder of this feature. */
export interface Station {
  /** Its part of the address: `/learn/padding-and-stride`. */
  readonly slug: string;
  readonly title: string;
  /** One sentence: why anybody would want to know. */
  readonly why: string;
  readonly load: () => Promise<{ readonly default: Component<Record<string, never>> }>;
}

export interface Chapter {
  readonly title: string;
  readonly stations: readonly Station[];
}

/** In the order of the course's notes: from one filter to a whole trained network. */
export const CHAPTERS: readonly Chapter[] = [
  {
    title: 'Convolution',
    stations: [
      {
        slug: 'edges',
        title: 'Edges',
        why: 'One small filter that slides over a picture already finds its edges: this is all that a convolution does.',
        load: () => import('./edges/EdgesStation.svelte'),
      },
      {
        slug: 'padding-and-stride',
        title: 'Padding and stride',
        why: 'Without padding every convolution shrinks the picture and looks at its border less often than at its middle.',
        load: () => import('./padding/PaddingStation.svelte'),
      },
      {
        slug: 'one-step',
        title: 'One step',
        why: 'Every number of a convolution is the same short sum: a window times a filter, plus a bias.',
        load: () => import('./one-step/OneStepStation.svelte'),
      },
      {
        slug: 'volumes',
        title: 'Volumes',
        why: 'A colour picture has three channels and a layer many filters: the shapes follow one rule.',
        load: () => import('./volumes/VolumesStation.svelte'),
      },
    ],
  },
  {
    title: 'Forward and backward pass',
    stations: [
      {
        slug: 'forward',
        title: 'Forward',
        why: 'Four loops around one step are a whole convolutional layer.',
        load: () => import('./forward/ForwardStation.svelte'),
      },
      {
        slug: 'pooling',
        title: 'Pooling',
        why: 'Pooling keeps the strongest or the mean answer of each window, and has nothing to learn.',
        load: () => import('./pooling/PoolingStation.svelte'),
      },
      {
        slug: 'backward',
        title: 'Backward',
        why: 'Training needs the slope of the loss along every weight; the same windows carry it back.',
        load: () => import('./backward/BackwardStation.svelte'),
      },
    ],
  },
  {
    title: 'A trained network',
    stations: [
      {
        slug: 'one-net',
        title: 'One net, one picture',
        why: 'From a pixel to the class score, every number of a trained net can be followed.',
        load: () => import('./one-net/OneNetStation.svelte'),
      },
      {
        slug: 'why-this-answer',
        title: 'Why this answer',
        why: 'What the net looks at shows whether it learned the sign or something next to it.',
        load: () => import('./why/WhyStation.svelte'),
      },
      {
        slug: 'training',
        title: 'Training watched',
        why: 'Filters begin as noise; epoch by epoch they become what the pictures need.',
        load: () => import('./training/TrainingStation.svelte'),
      },
      {
        slug: 'shapes',
        title: 'Shapes and counts',
        why: 'Shared weights are why a convolution has a thousand times fewer parameters than a dense layer.',
        load: () => import('./shapes/ShapesStation.svelte'),
      },
    ],
  },
  {
    title: 'Your own code',
    stations: [
      {
        slug: 'check-my-work',
        title: 'Check my work',
        why: 'Whoever wrote the eight functions finds out here whether they are right, and if not, which mistake it is.',
        load: () => import('./check/CheckStation.svelte'),
      },
    ],
  },
];

export const STATIONS: readonly Station[] = CHAPTERS.flatMap(({ stations }) => stations);

export function findStation(slug: string | undefined): Station | undefined {
  return STATIONS.find((station) => station.slug === slug);
}
