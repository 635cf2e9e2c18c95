/** The formulas of the methods, in letters and with the selected numbers. */
import { texFactor, texNumber } from '../formula/tex-number.ts';
import { decimalsOf } from '../numbers/number-text.ts';
import type { CamFocus } from './cam-focus.ts';
import type { Step } from './compute/change.ts';
import type { OcclusionMap } from './compute/occlusion.ts';
import { SIDE } from './compute/subject.ts';
import { t } from './messages/index.ts';
import type { Settings } from './settings.ts';

/** With at least two digits. */
const number = (value: number) => texNumber(value, Math.max(3, decimalsOf(Math.abs(value))));
const factor = (value: number) => texFactor(value, Math.max(3, decimalsOf(Math.abs(value))));

export interface Written {
  readonly title: string;
  readonly tex: string;
  readonly numbers?: string;
}

/** @param place index into the map's places; null where none is selected */
export function occlusionFormulas(map: OcclusionMap | null, place: number | null, settings: Settings): Written[] {
  const { measure, patch, stride } = settings;
  const y = measure === 'score' ? 'z_c' : '\\hat y_c';
  const after = map && place !== null ? (measure === 'score' ? map.scores : map.probabilities)[place] : undefined;
  const before = map?.before[measure];
  const known = before !== undefined && after !== undefined && !Number.isNaN(after);
  return [
    {
      title: t.dropFormula(),
      tex: `D_{ij} = ${y}(x) - ${y}(x \\text{ ${t.coveredAt()} } (i,j))`,
      ...(known && { numbers: differenceNumbers(before, after) }),
    },
    {
      title: t.placesFormula(),
      tex: '\\left\\lfloor \\frac{n_H - f}{s} \\right\\rfloor + 1',
      numbers: `\\left\\lfloor \\frac{${SIDE} - ${patch}}{${stride}} \\right\\rfloor + 1 = ${Math.floor((SIDE - patch) / stride) + 1}`,
    },
  ];
}

/** All three with the decimal places that the difference needs. */
function differenceNumbers(before: number, after: number): string {
  const places = Math.max(3, decimalsOf(Math.abs(before - after)));
  return `${texNumber(before - after, places)} = ${texNumber(before, places)} - ${texFactor(after, places)}`;
}

/** @param slopes of the three channels at the selected pixel; null where none is selected */
export function gradientFormulas(slopes: readonly number[] | null, { copies }: Settings): Written[] {
  const magnitudes = slopes?.map((slope) => `|${number(slope)}|`).join(',\\ ');
  const most = slopes && Math.max(...slopes.map(Math.abs));
  const smooth = {
    title: t.smoothGradFormula(),
    tex: '\\frac{1}{n} \\sum_{i=1}^{n} \\frac{\\partial z_c}{\\partial x}(x + \\epsilon_i),\\quad \\epsilon_i \\sim \\mathcal{N}(0, \\sigma^2)',
    numbers: `\\frac{1}{${copies}} \\sum_{i=1}^{${copies}} \\frac{\\partial z_c}{\\partial x}(x + \\epsilon_i)`,
  };
  return [
    {
      title: t.slopeFormula(),
      tex: '\\frac{\\partial z_c}{\\partial x_{hwk}}',
      ...(slopes && { numbers: `\\frac{\\partial z_c}{\\partial x_{hw}} = (${slopes.map(number).join(',\\ ')})` }),
    },
    {
      title: t.mapFormula(),
      tex: 'M_{hw} = \\max_k \\left| \\frac{\\partial z_c}{\\partial x_{hwk}} \\right|',
      ...(most !== null && { numbers: `${number(most)} = \\max(${magnitudes})` }),
    },
    ...(copies > 0 ? [smooth] : []),
  ];
}

export function gradCamFormulas(focus: CamFocus | null): Written[] {
  return [
    {
      title: t.weightFormula(),
      tex: '\\alpha_k^c = \\frac{1}{n_H n_W} \\sum_{i,j} \\frac{\\partial z_c}{\\partial A_{ij}^k}',
      ...(focus && { numbers: weightNumbers(focus) }),
    },
    {
      title: t.cutFormula(),
      tex: 'L_{ij}^c = \\text{ReLU}\\left( \\sum_k \\alpha_k^c A_{ij}^k \\right)',
      ...(focus && { numbers: cellNumbers(focus) }),
    },
  ];
}

function weightNumbers({ cam, k }: CamFocus): string {
  const cells = cam.rows * cam.columns;
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) sum += cam.gradients[cell * cam.channels + k]!;
  return `\\alpha_{${k}} = \\frac{1}{${cells}} \\cdot ${factor(sum)} = ${number(cam.weights[k]!)}`;
}

function cellNumbers({ cam, cell }: CamFocus): string {
  const at = cell.row * cam.columns + cell.column;
  const a = (k: number) => cam.activations[at * cam.channels + k]!;
  const added = (k: number) => Math.abs(cam.weights[k]! * a(k));
  const active = [...cam.weights.keys()].filter((k) => a(k) !== 0).sort((j, k) => added(k) - added(j));
  const terms = active.map((k) => {
    return `${factor(cam.weights[k]!)} \\cdot ${factor(cam.activations[at * cam.channels + k]!)}`;
  });
  return `\\begin{aligned} ${number(cam.map[at]!)} = \\text{ReLU}(&${texLines(terms)}) \\end{aligned}`;
}

/** A sum with one term per line, at most four: a cell's sum has a term for every active feature map. */
function texLines(terms: readonly string[]): string {
  if (terms.length === 0) return '0';
  const few = terms.length > 4 ? [...terms.slice(0, 3), '\\cdots'] : terms;
  return few.join(' \\\\ +\\ &');
}

/** @param step the one shown; `target` the index of the target class */
export function changeFormulas(step: Step | null, target: number | null, { length }: Settings): Written[] {
  const sure = step && target !== null ? step.probabilities[target]! : null;
  return [
    {
      title: t.lossFormula(),
      tex: '\\mathcal{L} = -\\ln \\hat y_{target}',
      ...(sure !== null && { numbers: `${number(-Math.log(sure))} = -\\ln ${number(sure)}` }),
    },
    {
      title: t.stepFormula(),
      tex: 'x \\leftarrow \\text{clip}_{[0,1]}\\left( x - \\eta \\, \\frac{dX}{\\lVert dX \\rVert_2} \\right),\\quad dX = \\frac{\\partial \\mathcal{L}}{\\partial x}',
      numbers: `x \\leftarrow \\text{clip}_{[0,1]}\\left( x - ${length} \\cdot \\frac{dX}{\\lVert dX \\rVert_2} \\right)`,
    },
    {
      title: t.sizeFormula(),
      tex: '\\lVert x_t - x_0 \\rVert_2 = \\sqrt{\\sum_{h,w,k} (x_t - x_0)_{hwk}^2}',
      ...(step && { numbers: `\\lVert x_t - x_0 \\rVert_2 = ${number(step.norm)}` }),
    },
  ];
}
