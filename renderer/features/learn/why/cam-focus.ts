import type { Cell } from '../numbers/matrix.ts';
import { contribution, type GradCam } from './compute/grad-cam.ts';
import { cellOfPixel } from './compute/resample.ts';

/** The selection in a Grad-CAM: one feature map, one cell. */
export interface CamFocus {
  readonly cam: GradCam;
  /** The feature map: the address's, or the one that contributes most to the map. */
  readonly k: number;
  /** The cell of the map under the selected pixel; by default the strongest one. */
  readonly cell: Cell;
}

/** Name in the address of a column's feature map. */
export function filterName(place: 'model' | 'second'): string {
  return place === 'model' ? 'filter' : 'second-filter';
}

/** The feature map that contributes most to the map. */
function strongestFor(cam: GradCam): number {
  const added = cam.weights.map((_, k) => contribution(cam, k));
  return added.indexOf(added.reduce((a, b) => Math.max(a, b)));
}

/**
 * @param cam null until it is computed
 * @param pixel the selected one
 * @param named the feature map of the address
 */
export function camFocus(cam: GradCam | null, pixel: Cell | null, named: string | null): CamFocus | null {
  if (!cam) return null;
  const asked = /^\d{1,4}$/.test(named ?? '') ? Number(named) : cam.channels;
  const k = asked < cam.channels ? asked : strongestFor(cam);
  if (pixel) {
    return { cam, k, cell: { row: cellOfPixel(pixel.row, cam.rows), column: cellOfPixel(pixel.column, cam.columns) } };
  }
  const strongest = cam.map.indexOf(cam.map.reduce((a, b) => Math.max(a, b)));
  return { cam, k, cell: { row: Math.floor(strongest / cam.columns), column: strongest % cam.columns } };
}
