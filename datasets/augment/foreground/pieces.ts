/** Connected components of the probable hand: one is the hand, and others that touch the picture's edge are not. */
import { IMAGE_SIZE } from '../../dataset.ts';
import { PIXELS } from './wall.ts';

/** Minimum size, as a share of the hand, of a part that is cut off by a ring or a bracelet. */
const LEAST_PART = 0.02;
const LAST = IMAGE_SIZE - 1;
const pieceAt = new Int16Array(PIXELS);
const open = new Int32Array(PIXELS);

interface Piece {
  area: number;
  /** Its pixels, weighted towards the middle. */
  central: number;
  touchesEdge: boolean;
}

/**
 * Removes from `hand` what is not the hand.
 * @returns the main piece's share of everything that was taken for hand before
 */
export function keepHand(hand: Float64Array): number {
  pieceAt.fill(0);
  const pieces: Piece[] = [];
  for (let i = 0; i < PIXELS; i++) if (hand[i]! > 0 && pieceAt[i] === 0) pieces.push(grow(hand, i, pieces.length + 1));
  if (pieces.length === 0) return 0;
  const main = pieces.reduce((best, piece) => (piece.central > best.central ? piece : best));
  const kept = pieces.map((one) => one === main || (!one.touchesEdge && one.area >= LEAST_PART * main.area));
  for (let i = 0; i < PIXELS; i++) if (pieceAt[i] !== 0 && !kept[pieceAt[i]! - 1]) hand[i] = -hand[i]!;
  return main.area / pieces.reduce((sum, { area }) => sum + area, 0);
}

function grow(hand: Float64Array, first: number, number: number): Piece {
  const piece: Piece = { area: 0, central: 0, touchesEdge: false };
  let count = 0;
  const reach = (i: number) => {
    if (hand[i]! <= 0 || pieceAt[i] !== 0) return;
    pieceAt[i] = number;
    open[count++] = i;
  };
  reach(first);
  while (count > 0) {
    const i = open[--count]!;
    const [x, y] = [i % IMAGE_SIZE, Math.floor(i / IMAGE_SIZE)];
    piece.area++;
    // Hands are slightly below the middle.
    piece.central += Math.max(1 - ((x - 31.5) ** 2 + (y - 36) ** 2) / 1600, 0.05);
    if (x === 0 || y === 0 || x === LAST || y === LAST) piece.touchesEdge = true;
    if (x > 0) reach(i - 1);
    if (x < LAST) reach(i + 1);
    if (y > 0) reach(i - IMAGE_SIZE);
    if (y < LAST) reach(i + IMAGE_SIZE);
  }
  return piece;
}
