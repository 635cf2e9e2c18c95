/** The cost of every epoch as a chart: a standalone SVG, readable in light and dark, with a text equivalent. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { EpochRecord } from './checkpoint-state.ts';

const WIDTH = 720; // px
const HEIGHT = 400; // px
const MARGIN = { top: 44, right: 20, bottom: 46, left: 62 }; // px

/** @param history at least one epoch. @returns an SVG document. */
export function costCurve(history: readonly EpochRecord[], title: string): string {
  const first = history[0]!;
  const last = history.at(-1)!;
  const top = Math.max(...history.map(({ cost }) => cost));
  const x = scaleLinear([first.epoch, Math.max(last.epoch, first.epoch + 1)], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear([0, top], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice();
  const path =
    line<EpochRecord>(
      ({ epoch }) => x(epoch),
      ({ cost }) => y(cost),
    )(history as EpochRecord[]) ?? '';
  const [floor, left] = [HEIGHT - MARGIN.bottom, MARGIN.left];
  const rows = y.ticks(6).map(
    (tick) => `<line class="grid" x1="${left}" x2="${WIDTH - MARGIN.right}" y1="${y(tick)}" y2="${y(tick)}"/>
  <text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${y.tickFormat(6)(tick)}</text>`,
  );
  const columns = x
    .ticks(8)
    .filter(Number.isInteger)
    .map((tick) => `<text x="${x(tick)}" y="${floor + 20}" text-anchor="middle">${tick}</text>`);
  const words = `Cost ${first.cost.toFixed(4)} after epoch ${first.epoch}, ${last.cost.toFixed(4)} after epoch ${last.epoch}.`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title words">
  <title id="title">${escapeXml(title)}</title>
  <desc id="words">${words}</desc>
  <style>
    svg { background: #fff; font: 13px system-ui, sans-serif }
    text { fill: #333 } .grid { stroke: #ddd } .curve { fill: none; stroke: #0b62c4; stroke-width: 2 }
    .heading { font-size: 15px; font-weight: 600 }
    @media (prefers-color-scheme: dark) { svg { background: #16181d } text { fill: #d7dae0 } .grid { stroke: #333842 } .curve { stroke: #6cb2ff } }
  </style>
  <text class="heading" x="${left}" y="24">${escapeXml(title)}</text>
  ${[...rows, ...columns].join('\n  ')}
  <text x="${(left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">epoch</text>
  <text transform="translate(16 ${(MARGIN.top + floor) / 2}) rotate(-90)" text-anchor="middle">cost</text>
  <path class="curve" d="${path}"/>
</svg>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
