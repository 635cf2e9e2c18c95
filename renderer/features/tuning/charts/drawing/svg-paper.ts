import type { Box, Fill, Ink, Lettering, Paper, Shape, Size, Stroke } from './paper.ts';
import { HOLLOW, OUTLINE_WIDTH, OUTLINES } from './shapes.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** XML 1.0 does not allow control characters, not even escaped. */
const CONTROL = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
const escaped = (text: string): string => text.replace(CONTROL, ' ').replace(/[&<>"]/g, (sign) => ESCAPES[sign]!);
/** Hundredths of a pixel are precise enough. */
const short = (value: number): string => String(Math.round(value * 100) / 100);
const BASELINES = { top: '0.8em', middle: '0.32em', bottom: '0' } as const;

type Attributes = Readonly<Record<string, string | number | undefined>>;

function tag(name: string, attributes: Attributes, inner?: string): string {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : escaped(value!)}"`);
  return `<${name}${list.join('')}${inner === undefined ? '/>' : `>${inner}</${name}>`}`;
}

const penOf = ({ colour, width = 1, dash, opacity }: Stroke): Attributes => ({
  ...{ stroke: colour, 'stroke-width': width, fill: 'none' },
  ...{ 'stroke-dasharray': dash?.length ? dash.join(' ') : undefined },
  ...{ 'stroke-opacity': opacity, 'stroke-linejoin': 'round' },
});

/** Writes an SVG file: `finish` returns its text. */
export class SvgPaper implements Paper {
  readonly ink: Ink;
  #parts: string[] = [];
  #clips = 0;

  constructor(ink: Ink) {
    this.ink = ink;
  }

  line(points: ArrayLike<number>, stroke: Stroke): void {
    const d = path(points);
    if (d) this.#parts.push(tag('path', { d, ...penOf(stroke) }));
  }

  rect({ left, top, width, height }: Box, { fill, stroke, dash, opacity }: Fill): void {
    const place = { x: left, y: top, width: Math.max(width, 0), height: Math.max(height, 0) };
    const pen = { stroke, 'stroke-dasharray': dash?.length ? dash.join(' ') : undefined };
    this.#parts.push(tag('rect', { ...place, fill: fill ?? 'none', ...pen, opacity }));
  }

  mark(shape: Shape, x: number, y: number, radius: number, look: Stroke): void {
    const area = { fill: look.colour, 'fill-opacity': look.opacity };
    const pen = HOLLOW.has(shape) ? penOf({ width: OUTLINE_WIDTH, ...look }) : area;
    if (shape === 'dot' || shape === 'ring') {
      this.#parts.push(tag('circle', { cx: x, cy: y, r: radius, ...pen }));
      return;
    }
    const { closed, lines } = OUTLINES[shape];
    const moved = (line: readonly number[]) => line.map((value, at) => value * radius + (at % 2 === 0 ? x : y));
    const d = lines.map((line) => path(moved(line)) + (closed ? 'Z' : '')).join('');
    this.#parts.push(tag('path', { d, ...pen }));
  }

  text(x: number, y: number, text: string, look: Lettering): void {
    const { colour, anchor = 'start', baseline = 'middle', size = 11, bold = false, upright = false } = look;
    const letters = { 'font-size': size, 'font-weight': bold ? 600 : undefined, 'text-anchor': anchor };
    const turn = upright ? `rotate(-90 ${short(x)} ${short(y)})` : undefined;
    const place = { x, y, dy: BASELINES[baseline], transform: turn };
    this.#parts.push(tag('text', { ...place, fill: colour, ...letters }, escaped(text)));
  }

  clip({ left, top, width, height }: Box, draw: () => void): void {
    const id = `clip-${this.#clips++}`;
    const area = tag('rect', { x: left, y: top, width: Math.max(width, 0), height: Math.max(height, 0) });
    this.#parts.push(tag('clipPath', { id }, area));
    this.#within({ 'clip-path': `url(#${id})` }, draw);
  }

  group({ x = 0, y = 0, opacity = 1 }: { x?: number; y?: number; opacity?: number }, draw: () => void): void {
    const transform = x === 0 && y === 0 ? undefined : `translate(${short(x)} ${short(y)})`;
    this.#within({ transform, opacity: opacity === 1 ? undefined : opacity }, draw);
  }

  /** The whole file; `title` and `about` are read out by screen readers. */
  finish({ width, height }: Size, title: string, about: string): string {
    const box = { width, height, viewBox: `0 0 ${short(width)} ${short(height)}` };
    const words = tag('title', {}, escaped(title)) + tag('desc', {}, escaped(about));
    const head = { xmlns: 'http://www.w3.org/2000/svg', ...box, 'font-family': this.ink.font, role: 'img' };
    return `${tag('svg', head, `${words}\n${this.#parts.join('\n')}\n`)}\n`;
  }

  #within(attributes: Attributes, draw: () => void): void {
    const outer = this.#parts;
    this.#parts = [];
    draw();
    const inner = this.#parts.join('\n');
    this.#parts = outer;
    this.#parts.push(tag('g', attributes, inner));
  }
}

function path(points: ArrayLike<number>): string {
  const parts: string[] = [];
  let drawing = false;
  for (let at = 0; at + 1 < points.length; at += 2) {
    const [x, y] = [points[at]!, points[at + 1]!];
    const there = Number.isFinite(x) && Number.isFinite(y);
    if (there) parts.push(`${drawing ? 'L' : 'M'}${short(x)} ${short(y)}`);
    drawing = there;
  }
  return parts.join('');
}
