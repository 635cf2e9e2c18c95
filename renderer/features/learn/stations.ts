import type { Component } from 'svelte';
import { t } from './messages/index.ts';

/** One station of the course: a folder of this feature. */
export interface Station {
  /** Its part of the address: `/learn/padding-and-stride`. */
  readonly slug: string;
  readonly title: () => string;
  /** One sentence: why it is worth knowing. */
  readonly why: () => string;
  readonly load: () => Promise<{ readonly default: Component<Record<string, never>> }>;
}

export interface Chapter {
  readonly title: () => string;
  readonly stations: readonly Station[];
}

/** In the order of the course's notes: from one filter to a whole trained network. */
export const CHAPTERS: readonly Chapter[] = [
  {
    title: t.convolution,
    stations: [
      {
        slug: 'edges',
        title: t.edges,
        why: t.edgesWhy,
        load: () => import('./edges/EdgesStation.svelte'),
      },
      {
        slug: 'padding-and-stride',
        title: t.padding,
        why: t.paddingWhy,
        load: () => import('./padding/PaddingStation.svelte'),
      },
      {
        slug: 'one-step',
        title: t.oneStep,
        why: t.oneStepWhy,
        load: () => import('./one-step/OneStepStation.svelte'),
      },
      {
        slug: 'volumes',
        title: t.volumes,
        why: t.volumesWhy,
        load: () => import('./volumes/VolumesStation.svelte'),
      },
    ],
  },
  {
    title: t.passes,
    stations: [
      {
        slug: 'forward',
        title: t.forward,
        why: t.forwardWhy,
        load: () => import('./forward/ForwardStation.svelte'),
      },
      {
        slug: 'pooling',
        title: t.pooling,
        why: t.poolingWhy,
        load: () => import('./pooling/PoolingStation.svelte'),
      },
      {
        slug: 'backward',
        title: t.backward,
        why: t.backwardWhy,
        load: () => import('./backward/BackwardStation.svelte'),
      },
    ],
  },
  {
    title: t.trainedNetwork,
    stations: [
      {
        slug: 'one-net',
        title: t.oneNet,
        why: t.oneNetWhy,
        load: () => import('./one-net/OneNetStation.svelte'),
      },
      {
        slug: 'why-this-answer',
        title: t.whyThisAnswer,
        why: t.whyThisAnswerWhy,
        load: () => import('./why/WhyStation.svelte'),
      },
      {
        slug: 'training',
        title: t.training,
        why: t.trainingWhy,
        load: () => import('./training/TrainingStation.svelte'),
      },
      {
        slug: 'shapes',
        title: t.shapes,
        why: t.shapesWhy,
        load: () => import('./shapes/ShapesStation.svelte'),
      },
    ],
  },
  {
    title: t.ownCode,
    stations: [
      {
        slug: 'check-my-work',
        title: t.checkMyWork,
        why: t.checkMyWorkWhy,
        load: () => import('./check/CheckStation.svelte'),
      },
    ],
  },
];

export const STATIONS: readonly Station[] = CHAPTERS.flatMap(({ stations }) => stations);

export function findStation(slug: string | undefined): Station | undefined {
  return STATIONS.find((station) => station.slug === slug);
}
