import type { Ink, Size } from '../drawing/paper.ts';
import type { Figure, Shown } from '../figure.ts';
import { svgOf } from './picture.ts';
import { zipOf } from './zip.ts';

/** Size of charts in an archive, which are not on a page. */
const ARCHIVED: Size = { width: 960, height: 480 };

/** A zip file with an SVG of each figure. */
export async function archive(figures: readonly Figure[], ink: Ink, shown?: Shown): Promise<Blob> {
  const sizeOf = ({ least }: Figure): Size => ({
    width: Math.max(ARCHIVED.width, least?.width ?? 0),
    height: Math.max(ARCHIVED.height, least?.height ?? 0),
  });
  const files = figures.map((figure) => ({
    name: `${figure.name}.svg`,
    text: svgOf(figure, sizeOf(figure), ink, shown),
  }));
  return zipOf(files, new Date());
}
