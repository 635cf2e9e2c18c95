/** A method's result for every pixel, so that two models can be compared. */

import type { GradCam } from './compute/grad-cam.ts';
import type { GradientMap } from './compute/gradient.ts';
import { saliency } from './compute/gradient.ts';
import type { OcclusionMap } from './compute/occlusion.ts';
import { enlarged, nearestPlaces } from './compute/resample.ts';
import type { Settings } from './settings.ts';

/** The class's drop with each place covered: uncovered minus covered, (places,places). */
export function drops({ before, probabilities, scores }: OcclusionMap, measure: Settings['measure']): Float64Array {
  const after = measure === 'score' ? scores : probabilities;
  return after.map((value) => before[measure] - value);
}

interface Outputs {
  readonly occlusion: { readonly output: OcclusionMap | null };
  readonly gradient: { readonly output: GradientMap | null };
  readonly gradCam: { readonly output: GradCam | null };
}

/** (64,64); null until it is complete, and for the change of the answer, which has none. */
export function readMap(of: Outputs, { method, measure, patch, stride }: Settings): Float64Array | null {
  if (method === 'occlusion') {
    const { output } = of.occlusion;
    return output && nearestPlaces(drops(output, measure), patch, stride, output.places);
  }
  if (method === 'gradient') return of.gradient.output && saliency(of.gradient.output.gradient);
  if (method === 'grad-cam') {
    const { output } = of.gradCam;
    return output && enlarged({ rows: output.rows, columns: output.columns, data: output.map });
  }
  return null;
}
