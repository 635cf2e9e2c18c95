/** A figure as a separate file: title, chart and summary on the page's background. */
import type { Ink, Paper, Size } from '../drawing/paper.ts';
import { SvgPaper } from '../drawing/svg-paper.ts';
import { drawPlot, type Figure, type Shown } from '../figure.ts';

const HEAD = 30;
const FOOT = 26;
const NONE: Shown = { brushed: null, focused: null };

/** Size of the whole picture around a chart of that size. */
export const pictureSize = ({ width, height }: Size): Size => ({ width, height: height + HEAD + FOOT });

export function drawPicture(paper: Paper, figure: Figure, size: Size, shown = NONE): void {
  const { ground, text, soft } = paper.ink;
  paper.rect({ left: 0, top: 0, ...pictureSize(size) }, { fill: ground });
  paper.text(12, HEAD / 2, figure.title, { colour: text, size: 14, bold: true });
  paper.group({ y: HEAD }, () => {
    if (figure.empty) paper.text(size.width / 2, size.height / 2, figure.empty, { colour: soft, anchor: 'middle' });
    else drawPlot(paper, figure.plot(size), shown);
  });
  paper.text(12, HEAD + size.height + FOOT / 2 - 2, figure.summary, { colour: soft });
}

/** @param size of the chart, in CSS pixels */
export function svgOf(figure: Figure, size: Size, ink: Ink, shown?: Shown): string {
  const paper = new SvgPaper(ink);
  drawPicture(paper, figure, size, shown);
  return paper.finish(pictureSize(size), figure.title, figure.summary);
}
