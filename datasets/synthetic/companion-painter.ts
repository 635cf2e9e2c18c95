/** Draws a companion's pictures. Apart from `companion.ts`, so that a form that only counts them does not load the drawing. */
import { type Companion, generationOf } from './companion.ts';
import type { DrawingPreset } from './drawing-presets.ts';
import { KNOBS, type Knobs } from './knobs.ts';
import { type Canvas, Painter } from './picture.ts';
import { Random } from './random.ts';

/** Part of a drawing's address, next to those of the datasets (synthetic.ts); never change, or every run changes. */
const PARTS = { 'course-like': 4, wide: 5 } as const satisfies Record<DrawingPreset, number>;
const ROOM_PART = 7;

/** Faces are what is most often taken for a hand, so most rooms have one. */
const ROOMS: Knobs = { ...KNOBS.wide, personChance: 0.6 };

/** Draws pictures one after another: each a function of the companion, the epoch and its place alone. */
export class CompanionPainter {
  private readonly painter: Painter;
  private readonly roomPainter = new Painter(ROOMS);
  private readonly companion: Companion;

  constructor(companion: Companion) {
    this.companion = companion;
    this.painter = new Painter(KNOBS[companion.preset]);
  }

  /** Draws the picture that stands at `place` in that epoch into place `at` of a canvas. */
  draw(epoch: number, place: number, canvas: Canvas, at: number): void {
    const { preset, seed, hands, rooms, signs } = this.companion;
    const generation = generationOf(this.companion, epoch, place);
    if (place >= hands) {
      const number = generation * rooms + (place - hands);
      this.roomPainter.drawRoom(new Random([seed, ROOM_PART, 0, number]), canvas, at);
      return;
    }
    const sign = signs[place % signs.length]!;
    const turns = Math.ceil(hands / signs.length);
    const number = generation * turns + Math.floor(place / signs.length);
    this.painter.draw(sign, new Random([seed, PARTS[preset], sign, number]), canvas, at);
  }
}
