import { lettersIn } from '../drawing/axes.ts';
import type { Paper, Size } from '../drawing/paper.ts';

const HEIGHT = 22;
const LETTER = 6;

/** A line of text next to a point, on whichever side it fits. */
export function drawLabel(paper: Paper, size: Size, place: { x: number; y: number }, words: string): void {
  const width = Math.min(lettersIn(words) * LETTER + 16, size.width - 4);
  const right = place.x + 12 + width <= size.width;
  const left = right ? place.x + 12 : Math.max(place.x - 12 - width, 2);
  const top = Math.min(Math.max(place.y - HEIGHT - 8, 2), size.height - HEIGHT - 2);
  const { raised, border, text } = paper.ink;
  paper.rect({ left, top, width, height: HEIGHT }, { fill: raised });
  paper.rect({ left: left + 0.5, top: top + 0.5, width: width - 1, height: HEIGHT - 1 }, { stroke: border });
  paper.text(left + 8, top + HEIGHT / 2, words, { colour: text });
}
