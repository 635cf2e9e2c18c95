/** What the page shows. */
import { IMAGE_SIZE } from '../../datasets/dataset.ts';
import type { Picture } from '../../datasets/preprocess.ts';
import { context2d, element } from './element.ts';
import type { Net } from './net.ts';
import type { PageError } from './page-error.ts';

const errorBox = element('error', HTMLElement);
const sign = element('sign', HTMLElement);
const NOTHING = 'Nothing to look at yet';
/** Of each class: its row, its bar, and its number. */
let rows: { row: HTMLElement; bar: HTMLElement; number: HTMLDataElement }[] = [];

/** A row a class, empty, and where "no sign" begins. */
export function prepareAnswer({ labels, threshold }: Net): void {
  rows = labels.map(emptyRow);
  clearSight();
  element('bars', HTMLElement).replaceChildren(...rows.map(({ row }) => row));
  element('threshold', HTMLElement).textContent =
    threshold === null
      ? 'How sure the net has to be for a sign was not measured: the likeliest class is shown, always.'
      : `No sign below ${Number((threshold * 100).toPrecision(5))} %: below that, answers were too often wrong on the validation pictures.`;
}

function emptyRow(label: string): (typeof rows)[number] {
  const [row, name, cell, share] = ['tr', 'th', 'td', 'td'].map((tag) => document.createElement(tag));
  const [bar, number] = [document.createElement('span'), document.createElement('data')];
  name!.setAttribute('scope', 'row');
  name!.textContent = label;
  name!.title = label;
  cell!.className = 'bar';
  cell!.ariaHidden = 'true';
  cell!.append(bar);
  share!.className = 'number';
  share!.append(number);
  row!.append(name!, cell!, share!);
  return { row: row!, bar, number };
}

/** @param probabilities one a class */
export function showAnswer({ labels, threshold }: Net, probabilities: Float32Array): void {
  const best = probabilities.indexOf(Math.max(...probabilities));
  for (const [k, { row, bar, number }] of rows.entries()) {
    row.classList.toggle('best', k === best);
    bar.style.setProperty('width', `${probabilities[k]! * 100}%`);
    number.value = String(probabilities[k]);
    number.textContent = percent(probabilities[k]!);
  }
  const none = threshold !== null && probabilities[best]! < threshold;
  const text = none ? 'No sign' : labels[best]!;
  // Read out when it changes, not with every frame.
  if (sign.textContent !== text) sign.textContent = text;
  sign.classList.toggle('none', none);
}

/** @param pixels (64,64,3) RGB */
export function showSeen(pixels: Uint8Array): void {
  const rgba = new Uint8ClampedArray(IMAGE_SIZE * IMAGE_SIZE * 4).fill(255);
  for (let p = 0; p < IMAGE_SIZE * IMAGE_SIZE; p++) rgba.set(pixels.subarray(p * 3, p * 3 + 3), p * 4);
  context2d(element('pixels', HTMLCanvasElement)).putImageData(new ImageData(rgba, IMAGE_SIZE, IMAGE_SIZE), 0, 0);
  element('seen', HTMLElement).hidden = false;
}

/** Nothing is looked at any more, and no answer stays. */
export function clearSight(): void {
  for (const figure of ['view', 'seen']) element(figure, HTMLElement).hidden = true;
  for (const { row, bar, number } of rows) {
    row.classList.remove('best');
    bar.style.removeProperty('width');
    number.value = number.textContent = '';
  }
  sign.textContent = NOTHING;
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

export function showError({ message, remedy }: PageError): void {
  const [what, next] = [document.createElement('p'), document.createElement('p')];
  what.textContent = message;
  next.textContent = remedy;
  errorBox.replaceChildren(what, next);
  errorBox.hidden = false;
}

export function hideError(): void {
  errorBox.hidden = true;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
