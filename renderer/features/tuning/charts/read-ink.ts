import { tokenColour } from '../../../lib/theme.svelte.ts';
import type { Ink } from './drawing/paper.ts';

/** The tokens as colours of the current theme; read again when it changes. */
export function readInk(theme: 'light' | 'dark'): Ink {
  return {
    dark: theme === 'dark',
    font: getComputedStyle(document.body).fontFamily,
    series: [1, 2, 3, 4, 5, 6].map((number) => tokenColour(`--chart-${number}`)),
    text: tokenColour('--text'),
    soft: tokenColour('--text-soft'),
    grid: tokenColour('--chart-grid'),
    ground: tokenColour('--surface'),
    raised: tokenColour('--raised'),
    border: tokenColour('--border-strong'),
    band: tokenColour('--selected'),
    accent: tokenColour('--accent'),
    bad: tokenColour('--bad'),
  };
}
