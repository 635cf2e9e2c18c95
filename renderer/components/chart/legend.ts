import type { Chart, ChartDataset, LegendItem } from 'chart.js';

/** Each curve by a piece of its line, dashes and all: colour alone does not tell them apart. A click hides a curve. */
export function legend(chart: Chart, text: string): LegendItem[] {
  return chart.data.datasets.map((dataset, at) => {
    const { label = '', borderColor, borderDash = [] } = dataset as ChartDataset<'line'>;
    return {
      ...{ text: label, datasetIndex: at, hidden: !chart.isDatasetVisible(at), fontColor: text },
      ...{
        pointStyle: 'line' as const,
        strokeStyle: String(borderColor),
        lineDash: [...(borderDash as number[])],
        lineWidth: 2,
      },
    };
  });
}
