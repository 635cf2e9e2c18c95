/**
 * Edits of a picture before the net sees it: the picture is shifted, and a sheet on top of it is drawn on and covers
 * parts. So every frame of a camera can be edited in the same way.
 */
import { t as shared } from '../messages/index.ts';
import { t } from './messages/index.ts';

/** Of every picture that a net of the lab sees. */
export const SIDE = 64;

export type Rgb = readonly [red: number, green: number, blue: number];

/** Colours of the sheet; its cells are indices into this list, 0 is clear. The second one covers. */
export const INKS: readonly { readonly name: () => string; readonly rgb: Rgb }[] = [
  { name: t.clear, rgb: [0, 0, 0] },
  { name: t.grey, rgb: [128, 128, 128] },
  { name: t.white, rgb: [255, 255, 255] },
  { name: t.black, rgb: [0, 0, 0] },
  { name: t.skin, rgb: [214, 160, 128] },
  { name: shared.red, rgb: [220, 50, 40] },
  { name: shared.green, rgb: [50, 160, 70] },
  { name: shared.blue, rgb: [40, 90, 210] },
];
export const CLEAR = 0;
export const COVER = 1;

export interface Changes {
  /** (64,64) indices into INKS. */
  readonly sheet: Uint8Array;
  /** Pixels by which the picture is shifted. */
  readonly down: number;
  readonly right: number;
}

export const UNCHANGED: Changes = { sheet: new Uint8Array(SIDE * SIDE), down: 0, right: 0 };

export function isUnchanged({ sheet, down, right }: Changes): boolean {
  return down === 0 && right === 0 && sheet.every((ink) => ink === CLEAR);
}

/** Whether covering a part is the only edit. */
export function onlyCovers({ sheet, down, right }: Changes): boolean {
  return down === 0 && right === 0 && sheet.includes(COVER) && sheet.every((ink) => ink === CLEAR || ink === COVER);
}

/**
 * The picture as the net sees it. A shift repeats the border pixels.
 * @param pixels (64,64,3) RGB
 */
export function changed(pixels: Uint8Array, { sheet, down, right }: Changes): Uint8Array {
  const out = new Uint8Array(SIDE * SIDE * 3);
  const inside = (at: number) => Math.max(0, Math.min(SIDE - 1, at));
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const at = row * SIDE + column;
      const ink = sheet[at]!;
      if (ink === CLEAR) {
        const from = (inside(row - down) * SIDE + inside(column - right)) * 3;
        out.set(pixels.subarray(from, from + 3), at * 3);
      } else out.set(INKS[ink]!.rgb, at * 3);
    }
  }
  return out;
}

/** A new sheet with a square of `side` pixels around a pixel; a side of 2 extends up and left. */
export function stamped(sheet: Uint8Array, row: number, column: number, side: number, ink: number): Uint8Array {
  const next = sheet.slice();
  const [top, left] = [row - Math.floor(side / 2), column - Math.floor(side / 2)];
  for (let y = Math.max(0, top); y < Math.min(SIDE, top + side); y++) {
    const from = y * SIDE;
    next.fill(ink, from + Math.max(0, left), from + Math.max(0, Math.min(SIDE, left + side)));
  }
  return next;
}

/** A stroke from one pixel to another: the mouse is faster than its events. */
export function stroked(
  sheet: Uint8Array,
  from: { readonly row: number; readonly column: number },
  to: { readonly row: number; readonly column: number },
  side: number,
  ink: number,
): Uint8Array {
  const steps = Math.max(1, Math.abs(to.row - from.row), Math.abs(to.column - from.column));
  let next = sheet;
  for (let step = 0; step <= steps; step++) {
    const along = (a: number, b: number) => Math.round(a + ((b - a) * step) / steps);
    next = stamped(next, along(from.row, to.row), along(from.column, to.column), side, ink);
  }
  return next;
}

/** For the address: runs of cells of one ink, `A1c0B4A3cB4`; null where the sheet is clear. */
export function sheetText(sheet: Uint8Array): string | null {
  let text = '';
  for (let from = 0; from < sheet.length; ) {
    let to = from + 1;
    while (to < sheet.length && sheet[to] === sheet[from]) to++;
    if (to < sheet.length || sheet[from] !== CLEAR) {
      text += String.fromCharCode(65 + sheet[from]!) + (to - from).toString(36);
    }
    from = to;
  }
  return text || null;
}

/** A clear sheet where the text is not valid. */
export function readSheet(text: string | null): Uint8Array {
  const sheet = new Uint8Array(SIDE * SIDE);
  let at = 0;
  for (const [, letter, length] of (text ?? '').matchAll(/([A-Z])([0-9a-z]+)/g)) {
    const ink = letter!.charCodeAt(0) - 65;
    const end = at + Number.parseInt(length!, 36);
    if (ink >= INKS.length || end > sheet.length) return new Uint8Array(SIDE * SIDE);
    sheet.fill(ink, at, end);
    at = end;
  }
  return sheet;
}

const SHIFT = /^(-?\d{1,2})_(-?\d{1,2})$/;

/** `3_-2`: 3 down, 2 to the left; null without a shift. */
export function shiftText({ down, right }: Pick<Changes, 'down' | 'right'>): string | null {
  return down === 0 && right === 0 ? null : `${down}_${right}`;
}

export function readShift(text: string | null): Pick<Changes, 'down' | 'right'> {
  const found = SHIFT.exec(text ?? '');
  return found ? limitedShift(Number(found[1]), Number(found[2])) : { down: 0, right: 0 };
}

/** A shift stays within the picture. */
export function limitedShift(down: number, right: number): Pick<Changes, 'down' | 'right'> {
  const limited = (by: number) => Math.max(1 - SIDE, Math.min(SIDE - 1, by)) || 0;
  return { down: limited(down), right: limited(right) };
}
