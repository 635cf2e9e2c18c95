import { t } from '../../messages/index.ts';
import { lettersIn } from './axes.ts';
import type { Paper } from './paper.ts';
import { rampColour } from './ramp.ts';

const WIDTH = 96;
const PARTS = 24;

/** The colours of a range from its worst to its best, with labels for both; `y` is its middle. */
export function drawRamp(
  paper: Paper,
  left: number,
  y: number,
  { worst, best }: { worst: string; best: string },
): void {
  const { soft, dark } = paper.ink;
  paper.text(left, y, worst, { colour: soft, size: 10 });
  const from = left + lettersIn(worst) * 5.8 + 6;
  for (let part = 0; part < PARTS; part++) {
    const box = { left: from + (part * WIDTH) / PARTS, top: y - 4, width: WIDTH / PARTS + 0.5, height: 8 };
    paper.rect(box, { fill: rampColour((part + 0.5) / PARTS, dark) });
  }
  paper.text(from + WIDTH + 6, y, t.bestEnd({ value: best }), { colour: soft, size: 10 });
}
