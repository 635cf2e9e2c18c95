/** The canvases of one chart, on top of each other: axes, all trials, brushed ones, running ones, and the pointer's layer. */
import type { Box, Ink, Size } from '../drawing/paper.ts';
import { DIMMED, type Plot, type Shown } from '../figure.ts';
import { DataLayer, fit, paperOn, type Target } from './data-layer.ts';
import { spend } from './frame-budget.ts';
import { drawLabel } from './label.ts';

export const LAYERS = ['frame', 'all', 'brushed', 'live', 'top'] as const;
type Layer = (typeof LAYERS)[number];
export type Canvases = Readonly<Record<Layer, HTMLCanvasElement>>;

export interface View extends Shown {
  readonly plot: Plot;
  readonly ink: Ink;
  readonly size: Size;
  /** Under the pointer. */
  readonly hovered: number | null;
  /** The rectangle being dragged. */
  readonly band: Box | null;
  words(trial: number): string;
}

/** Draws only in animation frames, and only the layers whose content has changed. */
export class Layers {
  readonly #canvases: Canvases;
  readonly #all: DataLayer;
  readonly #brushed: DataLayer;
  #view: View | null = null;
  /** The view that the lower layers show. */
  #shown: View | null = null;
  #frame = 0;

  constructor(canvases: Canvases) {
    this.#canvases = canvases;
    this.#all = new DataLayer(canvases.all);
    this.#brushed = new DataLayer(canvases.brushed);
  }

  show(view: View): void {
    const before = this.#view;
    this.#view = view;
    const { plot, ink, size, brushed } = view;
    const same = before?.plot === plot && before.ink === ink;
    if (!same) this.#all.want({ plot, ink, size, which: null });
    if (!same || before.brushed !== brushed) this.#brushed.want(brushed && { plot, ink, size, which: brushed });
    this.#frame ||= requestAnimationFrame((now) => this.#draw(now));
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#view = null;
    this.#all.close();
    this.#brushed.close();
  }

  #draw(now: number): void {
    this.#frame = 0;
    const view = this.#view;
    if (!view) return;
    if (this.#shown !== view) spend(now, this.#drawPlain(view, this.#shown));
    this.#shown = view;
    const more = [this.#all.step(now), this.#brushed.step(now)];
    if (more.includes(true)) this.#frame = requestAnimationFrame((now) => this.#draw(now));
  }

  /** Returns how much was drawn. */
  #drawPlain(view: View, before: View | null): number {
    const same = before?.plot === view.plot && before.ink === view.ink;
    if (!same && !hasSameFrame(view, before)) view.plot.frame(this.#cleared('frame', view));
    let drawn = 0;
    if (view.plot.live && (!same || before?.brushed !== view.brushed)) {
      drawn = view.plot.live(this.#cleared('live', view), view.brushed);
    }
    this.#all.opacity = view.brushed ? String(DIMMED) : '1';
    // Usually the top layer is empty, and nothing has to be drawn.
    if (isTopped(view) || !before || isTopped(before)) drawTop(this.#cleared('top', view), view);
    return drawn;
  }

  #cleared(layer: Layer, target: Pick<Target, 'ink' | 'size'>) {
    fit(this.#canvases[layer], target.size);
    return paperOn(this.#canvases[layer], target);
  }
}

const isTopped = ({ focused, hovered, band }: View): boolean => focused !== null || hovered !== null || band !== null;

function hasSameFrame({ plot, ink, size }: View, before: View | null): boolean {
  const { width, height } = before?.size ?? { width: 0, height: 0 };
  const same = before?.ink === ink && width === size.width && height === size.height;
  return same && plot.frameKey !== undefined && plot.frameKey === before?.plot.frameKey;
}

function drawTop(paper: ReturnType<typeof paperOn>, { plot, focused, hovered, band, words, size }: View): void {
  if (focused !== null) plot.highlight(paper, focused);
  if (hovered !== null && hovered !== focused) plot.highlight(paper, hovered);
  const labelled = hovered ?? focused;
  const place = labelled === null ? null : plot.placeOf(labelled);
  if (labelled !== null && place) drawLabel(paper, size, place, words(labelled));
  if (band) paper.rect(band, { fill: paper.ink.accent, opacity: 0.15 });
  if (band) paper.rect(band, { stroke: paper.ink.accent, dash: [4, 3] });
}
