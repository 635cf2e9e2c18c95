import type { Box, Fill, Ink, Lettering, Paper, Shape, Stroke } from './paper.ts';
import { HOLLOW, OUTLINE_WIDTH, OUTLINES } from './shapes.ts';

const NO_DASH: readonly number[] = [];
const BASELINES = { top: 'top', middle: 'middle', bottom: 'alphabetic' } as const;

/** Draws immediately on a canvas. */
export class CanvasPaper implements Paper {
  readonly ink: Ink;
  readonly #context: CanvasRenderingContext2D;
  #opacity = 1;

  constructor(context: CanvasRenderingContext2D, ink: Ink) {
    this.#context = context;
    this.ink = ink;
  }

  line(points: ArrayLike<number>, stroke: Stroke): void {
    const context = this.#context;
    this.#pen(stroke);
    context.beginPath();
    let drawing = false;
    for (let at = 0; at + 1 < points.length; at += 2) {
      const [x, y] = [points[at]!, points[at + 1]!];
      if (Number.isNaN(x) || Number.isNaN(y)) drawing = false;
      else if (drawing) context.lineTo(x, y);
      else {
        context.moveTo(x, y);
        drawing = true;
      }
    }
    context.stroke();
  }

  rect({ left, top, width, height }: Box, { fill, stroke, dash, opacity = 1 }: Fill): void {
    if (fill) {
      this.#context.globalAlpha = this.#opacity * opacity;
      this.#context.fillStyle = fill;
      this.#context.fillRect(left, top, width, height);
    }
    if (!stroke) return;
    this.#pen({ colour: stroke, ...(dash && { dash }), opacity });
    this.#context.strokeRect(left, top, width, height);
  }

  mark(shape: Shape, x: number, y: number, radius: number, look: Stroke): void {
    const context = this.#context;
    this.#pen({ width: OUTLINE_WIDTH, ...look });
    context.fillStyle = look.colour;
    context.beginPath();
    if (shape === 'dot' || shape === 'ring') context.arc(x, y, radius, 0, 2 * Math.PI);
    else this.#outline(OUTLINES[shape], x, y, radius);
    if (HOLLOW.has(shape)) context.stroke();
    else context.fill();
  }

  text(x: number, y: number, text: string, look: Lettering): void {
    const context = this.#context;
    const { colour, anchor = 'start', baseline = 'middle', size = 11, bold = false, upright = false } = look;
    context.globalAlpha = this.#opacity;
    context.fillStyle = colour;
    context.font = `${bold ? '600 ' : ''}${size}px ${this.ink.font}`;
    context.textAlign = anchor === 'middle' ? 'center' : anchor;
    context.textBaseline = BASELINES[baseline];
    context.save();
    context.translate(x, y);
    if (upright) context.rotate(-Math.PI / 2);
    context.fillText(text, 0, 0);
    context.restore();
  }

  clip({ left, top, width, height }: Box, draw: () => void): void {
    this.#context.save();
    this.#context.beginPath();
    this.#context.rect(left, top, width, height);
    this.#context.clip();
    draw();
    this.#context.restore();
  }

  group({ x = 0, y = 0, opacity = 1 }: { x?: number; y?: number; opacity?: number }, draw: () => void): void {
    const before = this.#opacity;
    this.#opacity *= opacity;
    this.#context.save();
    this.#context.translate(x, y);
    draw();
    this.#context.restore();
    this.#opacity = before;
  }

  #pen({ colour, width = 1, dash = NO_DASH, opacity = 1 }: Stroke): void {
    const context = this.#context;
    context.globalAlpha = this.#opacity * opacity;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineJoin = 'round';
    context.setLineDash(dash as number[]);
  }

  #outline({ closed, lines }: (typeof OUTLINES)['square'], x: number, y: number, radius: number): void {
    for (const line of lines) {
      for (let at = 0; at < line.length; at += 2) {
        const [px, py] = [x + line[at]! * radius, y + line[at + 1]! * radius];
        if (at === 0) this.#context.moveTo(px, py);
        else this.#context.lineTo(px, py);
      }
      if (closed) this.#context.closePath();
    }
  }
}
