/** The station's jobs for Learn's worker. */
import { changeOf } from './compute/change.ts';
import { gradCamOf } from './compute/grad-cam.ts';
import { gradientOf } from './compute/gradient.ts';
import { occlusionOf } from './compute/occlusion.ts';
import { answerOf } from './compute/subject.ts';

export const WHY_JOBS = {
  'why-answer': answerOf,
  'why-occlusion': occlusionOf,
  'why-gradient': gradientOf,
  'why-grad-cam': gradCamOf,
  'why-change': changeOf,
};
