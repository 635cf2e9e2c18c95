/** What the page shows. */
import type { Picture } from '../../datasets/resize.ts';
import { context2d, element } from './element.ts';
import { t } from './messages/index.ts';
import type { Net } from './net.ts';
import type { PageError } from './page-error.ts';
import { label, write } from './written.ts';

const errorBox = element('error', HTMLElement);
const sign = element('sign', HTMLElement);
/** With more classes than this, only the most likely are shown: ImageNet has a thousand. */
const MOST_ROWS = 20;
/** Per class in order, or per likely class: its row, name, bar and number. */
let rows: { row: HTMLElement; name: HTMLElement; bar: HTMLElement; number: HTMLDataElement }[] = [];

/** Fixed texts of the page, by the id of their element. */
const FIXED = ['choose', 'dropHint', 'barsCaption', 'class', 'bar', 'probability', 'netSees', 'stays'] as const;

export function writeFixed(): void {
  for (const key of FIXED) write(element(key, HTMLElement), () => t[key]());
  label(element('answer', HTMLElement), () => t.answer());
}

/** Empty rows, and the marker of the "no sign" threshold. */
export function prepareAnswer({ labels, threshold }: Net): void {
  rows = labels.slice(0, MOST_ROWS).map(emptyRow);
  clearSight();
  element('bars', HTMLElement).replaceChildren(...rows.map(({ row }) => row));
  write(element('threshold', HTMLElement), () =>
    threshold === null
      ? t.notMeasured()
      : t.noSignBelow({ threshold: String(Number((threshold * 100).toPrecision(5))) }),
  );
}

function emptyRow(label: string): (typeof rows)[number] {
  const [row, name, cell, share] = ['tr', 'th', 'td', 'td'].map((tag) => document.createElement(tag));
  const [bar, number] = [document.createElement('span'), document.createElement('data')];
  name!.setAttribute('scope', 'row');
  name!.textContent = name!.title = label;
  cell!.className = 'bar';
  cell!.ariaHidden = 'true';
  cell!.append(bar);
  share!.className = 'number';
  share!.append(number);
  row!.append(name!, cell!, share!);
  return { row: row!, name: name!, bar, number };
}

/** @param probabilities one per class */
export function showAnswer({ labels, threshold }: Net, probabilities: Float32Array): void {
  const best = probabilities.indexOf(Math.max(...probabilities));
  for (const [place, k] of shownClasses(probabilities).entries()) {
    const { row, name, bar, number } = rows[place]!;
    name.textContent = name.title = labels[k]!;
    row.classList.toggle('best', k === best);
    bar.style.setProperty('width', `${probabilities[k]! * 100}%`);
    number.value = String(probabilities[k]);
    number.textContent = percent(probabilities[k]!);
  }
  const none = threshold !== null && probabilities[best]! < threshold;
  write(sign, () => (none ? t.noSign() : labels[best]!));
  sign.classList.toggle('none', none);
}

/** One class per row: all in order, or the most likely first. */
function shownClasses(probabilities: Float32Array): number[] {
  const all = Array.from(probabilities.keys());
  if (all.length <= MOST_ROWS) return all;
  return all.sort((a, b) => probabilities[b]! - probabilities[a]!).slice(0, MOST_ROWS);
}

/** @param pixels (height,width,3) RGB */
export function showSeen(pixels: Uint8Array, [height, width]: Net['card']['size']): void {
  const rgba = new Uint8ClampedArray(height * width * 4).fill(255);
  for (let p = 0; p < height * width; p++) rgba.set(pixels.subarray(p * 3, p * 3 + 3), p * 4);
  const canvas = element('pixels', HTMLCanvasElement);
  canvas.width = width;
  canvas.height = height;
  label(canvas, () => t.netSeesPixels({ width, height }));
  context2d(canvas).putImageData(new ImageData(rgba, width, height), 0, 0);
  element('seen', HTMLElement).hidden = false;
}

/** Clears the page when there is no input. */
export function clearSight(): void {
  for (const figure of ['view', 'seen']) element(figure, HTMLElement).hidden = true;
  for (const { row, bar, number } of rows) {
    row.classList.remove('best');
    bar.style.removeProperty('width');
    number.value = number.textContent = '';
  }
  write(sign, () => t.nothingYet());
  sign.classList.add('none');
}

export function showPicture({ width, height, data }: Picture, name: string): void {
  const canvas = element('picture', HTMLCanvasElement);
  canvas.width = width;
  canvas.height = height;
  context2d(canvas).putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  showSource(name, false);
}

export function showCamera(name: string): void {
  showSource(name, true);
}

function showSource(name: string, camera: boolean): void {
  element('video', HTMLVideoElement).hidden = !camera;
  element('picture', HTMLCanvasElement).hidden = camera;
  element('source', HTMLElement).textContent = name;
  element('view', HTMLElement).hidden = false;
}

export function showError(error: PageError): void {
  write(element('message', HTMLElement), () => error.message);
  write(element('remedy', HTMLElement), () => error.remedy);
  errorBox.hidden = false;
}

export function hideError(): void {
  errorBox.hidden = true;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
