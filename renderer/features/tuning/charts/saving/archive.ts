import type { Ink, Size } from '../drawing/paper.ts';
import type { Figure, Shown } from '../figure.ts';
import { svgOf } from './picture.ts';

/** Of charts in an archive, which are not on a page. */
const ARCHIVED: Size = { width: 960, height: 480 };

/** The bytes of the archive. fflate is loaded with the first one. */
export async function archive(figures: readonly Figure[], ink: Ink, shown?: Shown): Promise<Uint8Array<ArrayBuffer>> {
  const { strToU8, zipSync } = await import('fflate');
  const sizeOf = ({ least }: Figure): Size => ({
    width: Math.max(ARCHIVED.width, least?.width ?? 0),
    height: Math.max(ARCHIVED.height, least?.height ?? 0),
  });
  const files = figures.map((figure) => [`${figure.name}.svg`, strToU8(svgOf(figure, sizeOf(figure), ink, shown))]);
  return zipSync(Object.fromEntries(files)) as Uint8Array<ArrayBuffer>;
}
