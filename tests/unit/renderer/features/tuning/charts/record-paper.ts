import type {
  Box,
  Fill,
  Ink,
  Lettering,
  Paper,
  Shape,
  Stroke,
} from '../../../../../../renderer/features/tuning/charts/drawing/paper.ts';

export const INK: Ink = {
  ...{ dark: false, font: 'sans-serif', series: ['#111111', '#222222', '#333333', '#444444', '#555555', '#666666'] },
  ...{ text: '#000000', soft: '#777777', grid: '#eeeeee', ground: '#ffffff', raised: '#ffffff', border: '#999999' },
  ...{ band: '#ddddff', accent: '#2222ff', bad: '#ff0000' },
};

/** Records what is drawn. */
export class RecordPaper implements Paper {
  readonly ink = INK;
  readonly lines: { points: number[]; stroke: Stroke }[] = [];
  readonly marks: { shape: Shape; x: number; y: number; look: Stroke }[] = [];
  readonly rects: (Box & Fill)[] = [];
  readonly texts: string[] = [];

  line(points: ArrayLike<number>, stroke: Stroke): void {
    this.lines.push({ points: Array.from(points), stroke });
  }

  rect(box: Box, fill: Fill): void {
    this.rects.push({ ...box, ...fill });
  }

  mark(shape: Shape, x: number, y: number, _radius: number, look: Stroke): void {
    this.marks.push({ shape, x, y, look });
  }

  text(_x: number, _y: number, text: string, _look: Lettering): void {
    this.texts.push(text);
  }

  clip(_box: Box, draw: () => void): void {
    draw();
  }

  group(_place: object, draw: () => void): void {
    draw();
  }
}

export function drain(steps: Iterable<number> | null): void {
  for (const _ of steps ?? []);
}
