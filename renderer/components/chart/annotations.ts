import type { Chart, Plugin } from 'chart.js';
import type { Palette } from './chart-kit.ts';
import type { Band, Mark } from './series.ts';

interface Annotations {
  readonly bands: readonly Band[] | undefined;
  readonly marks: readonly Mark[] | undefined;
  readonly colours: Palette;
}

/** Labelled horizontal bands below the curves and labelled vertical lines across them. */
export function annotations(read: () => Annotations): Plugin<'line'> {
  return {
    id: 'annotations',
    beforeDatasetsDraw: (chart) => drawBands(chart, read()),
    afterDatasetsDraw: (chart) => drawMarks(chart, read()),
  };
}

function drawBands({ ctx, chartArea, scales }: Chart, { bands = [], colours }: Annotations): void {
  const axis = scales.y;
  if (!axis) return;
  ctx.save();
  for (const { from, to, label } of bands) {
    const [top, bottom] = [axis.getPixelForValue(to), axis.getPixelForValue(from)];
    ctx.fillStyle = colours.band;
    ctx.fillRect(chartArea.left, top, chartArea.width, bottom - top);
    ctx.fillStyle = colours.soft;
    ctx.textBaseline = 'top';
    ctx.fillText(label, chartArea.left + 6, top + 3);
  }
  ctx.restore();
}

function drawMarks({ ctx, chartArea, scales }: Chart, { marks = [], colours }: Annotations): void {
  const axis = scales.y;
  if (!axis) return;
  ctx.save();
  ctx.strokeStyle = colours.soft;
  ctx.fillStyle = colours.text;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.setLineDash([4, 3]);
  for (const { y, label } of marks) {
    const at = axis.getPixelForValue(y);
    ctx.beginPath();
    ctx.moveTo(chartArea.left, at);
    ctx.lineTo(chartArea.right, at);
    ctx.stroke();
    ctx.fillText(label, chartArea.right - 4, at - 2);
  }
  ctx.restore();
}
