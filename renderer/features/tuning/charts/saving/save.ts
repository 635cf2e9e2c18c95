import { CanvasPaper } from '../drawing/canvas-paper.ts';
import type { Ink, Size } from '../drawing/paper.ts';
import type { Figure, Shown } from '../figure.ts';
import { archive } from './archive.ts';
import { drawPicture, pictureSize, svgOf } from './picture.ts';

/** File pixels per CSS pixel: sharp in print and on any screen. */
const SCALE = 2;
export function saveSvg(figure: Figure, size: Size, ink: Ink, shown?: Shown): void {
  save(`${figure.name}.svg`, new Blob([svgOf(figure, size, ink, shown)], { type: 'image/svg+xml' }));
}

export async function savePng(figure: Figure, size: Size, ink: Ink, shown?: Shown): Promise<void> {
  const { width, height } = pictureSize(size);
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext('2d')!;
  context.scale(SCALE, SCALE);
  drawPicture(new CanvasPaper(context, ink), figure, size, shown);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob) save(`${figure.name}.png`, blob);
}

/** An SVG of each figure, in one archive `NAME.zip`. */
export async function saveAll(name: string, figures: readonly Figure[], ink: Ink, shown?: Shown): Promise<void> {
  save(`${fileName(name)}.zip`, await archive(figures, ink, shown));
}

/** A name that is valid on every file system. */
const fileName = (name: string): string => name.replace(/[^\p{L}\p{N}._ -]+/gu, '-').trim() || 'sweep';

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
