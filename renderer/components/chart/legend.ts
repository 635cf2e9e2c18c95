import type { Chart, ChartDataset, LegendItem } from 'chart.js';

/**
 * Each curve as a piece of its line with its dashes, so that colour is not the only difference. A click hides a curve.
 */
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
