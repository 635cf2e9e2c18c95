import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Decimation,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import { tokenColour } from '../../lib/theme.svelte.ts';

let registered = false;

/** chart.js with only the parts that the page's charts use; loaded with the first screen that has a chart. */
export function chartKit(): typeof Chart {
  if (registered) return Chart;
  Chart.register(BarController, BarElement, CategoryScale, Decimation, Legend, LinearScale, LineController);
  Chart.register(LineElement, LogarithmicScale, PointElement, Tooltip);
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 11;
  registered = true;
  return Chart;
}

/** The tokens as colours of the current theme. */
export interface Palette {
  readonly series: readonly string[];
  readonly text: string;
  readonly soft: string;
  readonly grid: string;
  readonly ground: string;
  readonly border: string;
  readonly band: string;
}

export function palette(): Palette {
  return {
    series: [1, 2, 3, 4, 5, 6].map((number) => tokenColour(`--chart-${number}`)),
    text: tokenColour('--text'),
    soft: tokenColour('--text-soft'),
    grid: tokenColour('--chart-grid'),
    ground: tokenColour('--raised'),
    border: tokenColour('--border-strong'),
    band: tokenColour('--selected'),
  };
}

/** Dashes and markers that distinguish curves without colour. */
export const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [1, 3]];
export const MARKS = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star'] as const;
