/** Soft shapes over a scene's plane: (128,128,3) in linear light. */
import type { Colour } from '../shading.ts';
import { GRID } from '../view.ts';

/** An elliptical or rectangular patch, rotated about its middle. All in samples. */
export interface Patch {
  readonly kind: 'ellipse' | 'box';
  readonly x: number;
  readonly y: number;
  /** Half axes or half sides. */
  readonly across: number;
  readonly down: number;
  /** Cosine and sine. */
  readonly turn: readonly [number, number];
  /** Width of the soft edge, samples. */
  readonly softness: number;
  readonly colour: Colour;
}

const inside = (k: number) => Math.min(Math.max(Math.floor(k), 0), GRID);

/** Lit from above: its lower edge gets two thirds of the light. */
export function paintPatch(plane: Float32Array, patch: Patch): void {
  const { kind, x, y, turn, softness, colour } = patch;
  const [c, s] = turn;
  const [across, down] = [Math.max(patch.across, 0.4), Math.max(patch.down, 0.4)];
  const reach = Math.sqrt(across * across + down * down) + softness;
  const steep = Math.min(across, down) / softness;
  for (let py = inside(y - reach); py < inside(y + reach + 1); py++) {
    for (let px = inside(x - reach); px < inside(x + reach + 1); px++) {
      const u = (c * (px - x) + s * (py - y)) / across;
      const v = (c * (py - y) - s * (px - x)) / down;
      const out = kind === 'ellipse' ? Math.sqrt(u * u + v * v) : Math.max(Math.abs(u), Math.abs(v));
      cover(plane, 3 * (py * GRID + px), 0.5 + (1 - out) * steep, colour, 1 - 0.17 * (clamp(v, -1, 1) + 1));
    }
  }
}

/** A limb or a pole: a tapered capsule from a to b, with a round cross-section. */
export interface Limb {
  readonly ax: number;
  readonly ay: number;
  readonly radiusA: number;
  readonly bx: number;
  readonly by: number;
  readonly radiusB: number;
  readonly softness: number;
  readonly colour: Colour;
}

/** Darker towards both edges, like a round object lit from the front. */
export function paintLimb(plane: Float32Array, limb: Limb): void {
  const { ax, ay, radiusA, bx, by, radiusB, softness, colour } = limb;
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy + 1e-6;
  const reach = Math.max(radiusA, radiusB) + softness;
  for (let py = inside(Math.min(ay, by) - reach); py < inside(Math.max(ay, by) + reach + 1); py++) {
    for (let px = inside(Math.min(ax, bx) - reach); px < inside(Math.max(ax, bx) + reach + 1); px++) {
      const t = clamp(((px - ax) * dx + (py - ay) * dy) / square, 0, 1);
      const [ex, ey] = [px - ax - t * dx, py - ay - t * dy];
      const radius = radiusA + t * (radiusB - radiusA);
      const out = Math.sqrt(ex * ex + ey * ey);
      const rim = Math.min(out / radius, 1);
      cover(plane, 3 * (py * GRID + px), 0.5 + (radius - out) / softness, colour, 1 - 0.4 * rim * rim);
    }
  }
}

function cover(plane: Float32Array, i: number, share: number, colour: Colour, lit: number): void {
  const part = clamp(share, 0, 1);
  if (part === 0) return;
  for (let k = 0; k < 3; k++) plane[i + k] = plane[i + k]! + part * (colour[k]! * lit - plane[i + k]!);
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}
