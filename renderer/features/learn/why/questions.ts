/** Describes each method, and its question to explore. */
import type { CamFocus } from './cam-focus.ts';
import type { OcclusionMap } from './compute/occlusion.ts';
import { t } from './messages/index.ts';
import { measured, strongestPlace } from './occlusion-words.ts';
import { drops } from './pixel-map.ts';
import type { Method, Settings } from './settings.ts';

export interface About {
  readonly title: string;
  readonly text: string;
  readonly source: string;
}

export function aboutMethod(method: Method): About {
  switch (method) {
    case 'occlusion':
      return { title: t.occlusionTitle(), text: t.occlusionAbout(), source: t.occlusionSource() };
    case 'gradient':
      return { title: t.gradientTitle(), text: t.gradientAbout(), source: t.gradientSource() };
    case 'grad-cam':
      return { title: t.gradCamTitle(), text: t.gradCamAbout(), source: t.gradCamSource() };
    case 'change':
      return { title: t.changeTitle(), text: t.changeAbout(), source: t.changeSource() };
  }
}

export interface Asked {
  readonly ask: string;
  readonly reached: boolean;
  readonly answer: string;
}

/** @param place the selected one, an index into the map's places */
export function occlusionQuestion(
  map: OcclusionMap | null,
  place: number | null,
  { measure }: Settings,
  label: string,
): Asked {
  const ask = t.askOcclusion({ label });
  const lost = map && drops(map, measure);
  const strongest = lost && strongestPlace(lost);
  if (!lost || strongest === null) {
    return { ask, reached: false, answer: t.occlusionNowhere() };
  }
  return {
    ask,
    reached: place === strongest,
    answer: t.occlusionAnswer({ measure, drop: measured(lost[strongest]!, lost[strongest]!) }),
  };
}

/** The feature map that the question asks for has a negative weight, if there is one; else any that is not the largest. */
export function gradCamQuestion(focus: CamFocus | null, label: string): Asked {
  const against = focus?.cam.weights.some((weight) => weight < 0) ?? true;
  const weight = focus?.cam.weights[focus.k] ?? 0;
  return against
    ? {
        ask: t.askAgainst({ label }),
        reached: weight < 0,
        answer: t.againstAnswer(),
      }
    : {
        ask: t.askLighter({ label }),
        reached: focus?.cam.weights.some((other) => other > weight) ?? false,
        answer: t.lighterAnswer(),
      };
}
