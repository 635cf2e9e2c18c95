/** Draws one picture: pose, view, shape, light, wall, camera; with its mask and attributes. */
import { IMAGE_BYTES, IMAGE_SIZE } from '../dataset.ts';
import { drawBackground } from './background.ts';
import { compose, photograph } from './camera.ts';
import { dressHand } from './hand-marks.ts';
import { gestureOf, poseHand } from './hand-pose.ts';
import { createRoom, drawShape, type Room } from './hand-shape.ts';
import type { Knobs } from './knobs.ts';
import type { Random } from './random.ts';
import { chooseLight, chooseMaterials, shade } from './shading.ts';
import type { Sign } from './signs.ts';
import { chooseView } from './view.ts';

/** Pixels of a mask: 64 x 64 = 4096. */
export const MASK_BYTES = IMAGE_SIZE * IMAGE_SIZE;

/** The arrays that pictures are drawn into, each with one entry per picture. */
export interface Canvas {
  /** (count,64,64,3) */
  readonly images: Uint8Array;
  /** (count,64,64) how much of each pixel is hand, arm or sleeve, 0 to 255. Absent: not needed. */
  readonly masks?: Uint8Array;
  /** (count) skin tone: 0 the lightest, 6 the darkest. */
  readonly tones?: Float32Array;
  /** (count) 1 for a left hand. */
  readonly left?: Uint8Array;
  /** (count) 1 if the back of the hand is seen, 0 if the palm. */
  readonly back?: Uint8Array;
}

/** Draws one picture after another; reuses its buffers. */
export class Painter {
  private readonly room: Room = createRoom();
  private readonly knobs: Knobs;

  constructor(knobs: Knobs) {
    this.knobs = knobs;
  }

  /** Draws a sign into entry `i` of the canvas, as a function of the sign, the numbers of `random` and the knobs alone. */
  draw(sign: Sign, random: Random, canvas: Canvas, i: number): void {
    const { room, knobs } = this;
    const gesture = gestureOf(sign, random, knobs);
    const hand = poseHand(gesture, random, knobs);
    const view = chooseView(gesture, random, knobs);
    drawShape(room, dressHand(hand, view, random, knobs), view.scale);
    const light = chooseLight(random, knobs);
    const materials = chooseMaterials(random, knobs);
    const colours = shade(room.hand, materials, light, view.scale);
    const picture = drawBackground(random, knobs);
    const cover = compose(colours, room.hand.distance, picture, light, random, knobs);
    photograph(picture, random, knobs, canvas.images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES));
    if (canvas.masks)
      for (let p = 0; p < MASK_BYTES; p++) canvas.masks[i * MASK_BYTES + p] = Math.round(255 * cover[p]!);
    if (canvas.tones) canvas.tones[i] = materials.tone;
    if (canvas.left) canvas.left[i] = Number(view.mirrored);
    if (canvas.back) canvas.back[i] = Number(view.rotation[2][2] < 0);
  }

  /** Draws a room without a hand, sometimes with a person, into place `i`; its mask is empty. */
  drawRoom(random: Random, { images, masks }: Canvas, i: number): void {
    const bytes = images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES);
    photograph(drawBackground(random, this.knobs), random, this.knobs, bytes);
    masks?.fill(0, i * MASK_BYTES, (i + 1) * MASK_BYTES);
  }
}
