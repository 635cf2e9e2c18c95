/** What each method is, and what can be found out by touching it. */
import type { CamFocus } from './cam-focus.ts';
import type { OcclusionMap } from './compute/occlusion.ts';
import { measured, strongestPlace } from './occlusion-words.ts';
import { drops } from './pixel-map.ts';
import type { Method, Settings } from './settings.ts';

export interface About {
  readonly title: string;
  readonly text: string;
  readonly source: string;
}

export const ABOUT: Readonly<Record<Method, About>> = {
  occlusion: {
    title: 'Cover it and look again',
    text: 'A patch without content is slid over the picture. Where covering lowers the class, the net had evidence there. It needs nothing but the answers, so it works on any model.',
    source: 'Zeiler & Fergus 2014, Visualizing and understanding convolutional networks.',
  },
  gradient: {
    title: 'The slope at every pixel',
    text: 'The backward pass goes on past the first layer, to the picture: how much would the score change if this number changed a little? One pass answers for all 12 288 numbers.',
    source: 'Simonyan et al. 2013, Deep inside convolutional networks; Smilkov et al. 2017, SmoothGrad.',
  },
  'grad-cam': {
    title: 'Which feature maps speak for it',
    text: 'Each feature map of a layer is weighted by the mean slope of the score along it, and the weighted maps are added. The later the layer, the coarser the map and the more it is about the class.',
    source: 'Selvaraju et al. 2017, Grad-CAM.',
  },
  change: {
    title: 'What would make it another class',
    text: 'Training changes the weights to fit the pictures. Here the weights stay and the picture is changed, step by step, until another class wins.',
    source: 'Szegedy et al. 2013, Intriguing properties of neural networks; Kurakin et al. 2017; Madry et al. 2018.',
  },
};

export interface Asked {
  readonly ask: string;
  readonly reached: boolean;
  readonly answer: string;
}

/** @param place that is looked at, an index into the map's places */
export function occlusionQuestion(
  map: OcclusionMap | null,
  place: number | null,
  { measure }: Settings,
  label: string,
): Asked {
  const ask = `Find the place where covering costs class ${label} the most.`;
  const lost = map && drops(map, measure);
  const strongest = lost && strongestPlace(lost);
  if (!lost || strongest === null) {
    return { ask, reached: false, answer: 'Covering lowers it nowhere: explain the class that the net answers.' };
  }
  return {
    ask,
    reached: place === strongest,
    answer: `There its ${measure} falls by ${measured(lost[strongest]!, lost[strongest]!)}. If that place is not on the hand, the net has learned something next to the sign.`,
  };
}

/** The feature map that is asked for speaks against the class, where there is one; else it is the weightiest. */
export function gradCamQuestion(focus: CamFocus | null, label: string): Asked {
  const against = focus?.cam.weights.some((weight) => weight < 0) ?? true;
  const weight = focus?.cam.weights[focus.k] ?? 0;
  return against
    ? {
        ask: `Choose a feature map that speaks against class ${label}.`,
        reached: weight < 0,
        answer:
          'Its weight is below 0: where this map is active, the score falls, and the sum of the map gets smaller.',
      }
    : {
        ask: `Every feature map speaks for class ${label}. Choose one whose weight is not the largest.`,
        reached: focus?.cam.weights.some((other) => other > weight) ?? false,
        answer: 'The same activation counts for less there: the weight is what it is multiplied by.',
      };
}
