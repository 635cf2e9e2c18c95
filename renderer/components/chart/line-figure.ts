import type { Chart, ChartDataset, ChartOptions, ScaleOptionsByType } from 'chart.js';
import { annotations } from './annotations.ts';
import { chartKit, DASHES, MARKS, type Palette, palette } from './chart-kit.ts';
import { legend } from './legend.ts';
import { type Band, type Mark, type Point, points, type Series } from './series.ts';

export interface LineLook {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yRightLabel?: string | undefined;
  readonly yMin?: number | undefined;
  readonly yMax?: number | undefined;
  readonly log?: boolean | undefined;
  readonly bands?: readonly Band[] | undefined;
  readonly marks?: readonly Mark[] | undefined;
}

/** Milliseconds between two redraws: ten per second. */
const PACE = 100;
/**
 * Up to this many points a line has markers, which distinguish it without colour; a longer line has this many of them.
 */
const FEW = 200;
const MARKS_SHOWN = 8;

type Lines = ChartDataset<'line', Point[]>;

/** One chart. Updates are drawn at most ten times a second, and the last one always. */
export class LineFigure {
  readonly #chart: Chart<'line', Point[]>;
  #colours: Palette = palette();
  #look: LineLook;
  #series: readonly Series[] = [];
  #recoloured = false;
  /** The theme that the chart's options were made for. */
  #optionsFor = '';
  #timer = 0;
  #drawn = 0;

  constructor(canvas: HTMLCanvasElement, look: LineLook) {
    this.#look = look;
    this.#chart = new (chartKit())(canvas, {
      type: 'line',
      data: { datasets: [] },
      options: this.#options(),
      plugins: [annotations(() => ({ bands: this.#look.bands, marks: this.#look.marks, colours: this.#colours }))],
    });
  }

  show(series: readonly Series[], look: LineLook): void {
    this.#series = series;
    this.#look = look;
    if (this.#timer) return;
    const wait = Math.max(0, this.#drawn + PACE - performance.now());
    this.#timer = window.setTimeout(() => this.#draw(), wait);
  }

  /** The tokens' colours have changed. */
  recolour(): void {
    this.#colours = palette();
    this.#recoloured = true;
    this.show(this.#series, this.#look);
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#chart.destroy();
  }

  #draw(): void {
    this.#timer = 0;
    this.#drawn = performance.now();
    // Setting options, even equal ones, makes chart.js resolve all of them again: a third of the time of a redraw.
    const wanted = JSON.stringify(this.#look);
    if (wanted !== this.#optionsFor || this.#recoloured) this.#chart.options = this.#options();
    this.#optionsFor = wanted;
    const old = new Map(this.#chart.data.datasets.map((dataset) => [dataset.label, dataset]));
    this.#chart.data.datasets = this.#series.map((series, at) => {
      const lines = this.#lines(series, at);
      const known = old.get(series.label);
      return known ? Object.assign(known, lines) : lines;
    });
    // 'none' would keep the points' previous colours.
    this.#chart.update(this.#recoloured ? undefined : 'none');
    this.#recoloured = false;
  }

  #lines(series: Series, at: number): Lines {
    const data = points(series, this.#look.log ?? false);
    const { series: colours } = this.#colours;
    const colour = colours[(series.colour ?? at) % colours.length] ?? this.#colours.text;
    const dash = (series.dash ?? at) % DASHES.length;
    const every = Math.ceil(data.length / MARKS_SHOWN) || 1;
    return {
      label: series.label,
      data,
      yAxisID: series.axis === 'right' ? 'right' : 'y',
      borderColor: colour,
      backgroundColor: colour,
      pointBackgroundColor: colour,
      pointBorderColor: colour,
      borderDash: DASHES[dash] ?? [],
      borderWidth: 1.75,
      pointStyle: MARKS[dash] ?? 'circle',
      pointRadius: data.length <= FEW ? ({ dataIndex }) => (dataIndex % every === 0 ? 2.5 : 0) : 0,
      pointHitRadius: 6,
    };
  }

  #options(): ChartOptions<'line'> {
    const { text, ground, border } = this.#colours;
    return {
      parsing: false,
      normalized: true,
      interaction: { mode: 'index', axis: 'x', intersect: false },
      scales: this.#scales(),
      plugins: {
        decimation: { enabled: true, algorithm: 'lttb', samples: 500, threshold: 1000 },
        legend: {
          align: 'start',
          labels: {
            color: text,
            usePointStyle: true,
            pointStyleWidth: 26,
            generateLabels: (chart) => legend(chart, text),
          },
        },
        tooltip: {
          backgroundColor: ground,
          borderColor: border,
          borderWidth: 1,
          titleColor: text,
          bodyColor: text,
          callbacks: { title: ([item]) => `${this.#look.xLabel} ${item?.label ?? ''}` },
        },
      },
    };
  }

  #scales(): NonNullable<ChartOptions<'line'>['scales']> {
    const { xLabel, yLabel, yRightLabel, yMin, yMax, log } = this.#look;
    const left = {
      ...this.#axis(yLabel),
      ...(yMin !== undefined && { min: yMin }),
      ...(yMax !== undefined && { max: yMax }),
    };
    return {
      x: { type: 'linear', ...this.#axis(xLabel) },
      y: { type: log ? 'logarithmic' : 'linear', position: 'left', ...left },
      ...(yRightLabel && {
        right: { type: 'linear', position: 'right', ...this.#axis(yRightLabel), grid: { display: false } },
      }),
    };
  }

  #axis(text: string) {
    const { soft, grid } = this.#colours;
    return {
      title: { display: true, text, color: soft },
      ticks: { color: soft, maxTicksLimit: 9 },
      grid: { color: grid },
      border: { color: grid },
    } satisfies Partial<Record<keyof ScaleOptionsByType<'linear'>, unknown>>;
  }
}
