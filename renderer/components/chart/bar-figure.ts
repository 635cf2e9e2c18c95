import type { Chart, ChartOptions } from 'chart.js';
import { chartKit, type Palette, palette } from './chart-kit.ts';

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly note?: string;
}

/** Horizontal bars with their names on the left. */
export class BarFigure {
  readonly #chart: Chart<'bar', number[], string>;
  #colours: Palette = palette();
  #xLabel: string;

  constructor(canvas: HTMLCanvasElement, xLabel: string) {
    this.#xLabel = xLabel;
    this.#chart = new (chartKit())(canvas, {
      type: 'bar',
      data: { labels: [], datasets: [] },
      options: this.#options(),
    });
  }

  /** Draws them in the current theme's colours. */
  show(bars: readonly Bar[], xLabel: string): void {
    this.#colours = palette();
    this.#xLabel = xLabel;
    this.#chart.options = this.#options();
    this.#chart.data.labels = bars.map(({ label }) => label);
    this.#chart.data.datasets = [
      { data: bars.map(({ value }) => value), backgroundColor: this.#colours.series[0] ?? '', maxBarThickness: 18 },
    ];
    this.#chart.update('none');
  }

  destroy(): void {
    this.#chart.destroy();
  }

  #options(): ChartOptions<'bar'> {
    const { soft, text, grid, ground, border } = this.#colours;
    return {
      indexAxis: 'y',
      scales: {
        x: {
          beginAtZero: true,
          title: { display: true, text: this.#xLabel, color: soft },
          ticks: { color: soft },
          grid: { color: grid },
        },
        y: { ticks: { color: text }, grid: { display: false } },
      },
      plugins: {
        legend: { display: false },
        tooltip: { backgroundColor: ground, borderColor: border, borderWidth: 1, titleColor: text, bodyColor: text },
      },
    };
  }
}
