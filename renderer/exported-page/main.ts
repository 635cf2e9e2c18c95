/** The page of an exported model: a camera or a picture, and the model's answer. */
import '../app/tokens.css';
import '../app/base.css';
import './page.css';
import type { Picture } from '../../datasets/resize.ts';
import { filled, seenOf, wholeOf } from '../../native-bridge/onnx/card/fit.ts';
import { asTaken } from '../../native-bridge/onnx/card/net-input.ts';
import { firstKnown, LANGUAGES, type Language } from '../lib/languages.ts';
import { type Camera, startCamera } from './camera.ts';
import { element } from './element.ts';
import { t } from './messages/index.ts';
import { loadNet, type Net } from './net.ts';
import { PageError } from './page-error.ts';
import { decodePicture } from './picture.ts';
import {
  clearSight,
  hideError,
  prepareAnswer,
  showAnswer,
  showCamera,
  showError,
  showPicture,
  showSeen,
  writeFixed,
} from './view.ts';
import { rewrite, write } from './written.ts';

const button = element('camera', HTMLButtonElement);
const switcher = element('language', HTMLButtonElement);
const chooser = element('file', HTMLInputElement);
let camera: Camera | null = null;
/** Counts the inputs: an answer to an earlier one is dropped. */
let asked = 0;

async function open(): Promise<void> {
  const net = await loadNet();
  title(() => net.name);
  prepareAnswer(net);
  listen(net);
  element('waiting', HTMLElement).hidden = true;
  element('page', HTMLElement).hidden = false;
}

function listen(net: Net): void {
  button.addEventListener('click', () => void attempt(() => toggleCamera(net)));
  element('open', HTMLButtonElement).addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', () => {
    const [file] = chooser.files ?? [];
    // So that the same file can be chosen again.
    chooser.value = '';
    take(net, file);
  });
  // The drop hint appears as soon as something is dragged over the page.
  for (const drag of ['dragenter', 'dragover']) document.addEventListener(drag, (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    take(net, event.dataTransfer?.files[0]);
  });
  document.addEventListener('paste', (event) => take(net, event.clipboardData?.files[0]));
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'c') button.click();
    if (event.key === 'o') chooser.click();
  });
}

function take(net: Net, file: File | undefined): void {
  if (file) void attempt(() => lookAt(net, file));
}

async function lookAt(net: Net, file: File): Promise<void> {
  stopCamera();
  const mine = ++asked;
  const picture = await decodePicture(file, (size) => seenOf(wholeOf(size), net.card));
  if (mine !== asked) return;
  showPicture(picture, file.name);
  await answer(net, picture, mine);
}

async function toggleCamera(net: Net): Promise<void> {
  if (camera) return stopCamera();
  const mine = ++asked;
  // A second camera would replace the first one in the page.
  button.disabled = true;
  const started = await startCamera(element('video', HTMLVideoElement), {
    seen: (square) => seenOf(square, net.card),
    frame: (picture) => attempt(() => answer(net, picture, mine)),
    lost(error) {
      stopCamera();
      showError(error);
    },
  }).finally(() => {
    button.disabled = false;
  });
  if (mine !== asked) return started.stop();
  camera = started;
  pressed(true);
  showCamera(started.name);
}

function stopCamera(): void {
  if (!camera) return;
  camera.stop();
  camera = null;
  asked++;
  pressed(false);
  clearSight();
}

function title(text: () => string): void {
  write(element('name', HTMLElement), text);
  write(document.querySelector('title')!, text);
}

function pressed(on: boolean): void {
  button.setAttribute('aria-pressed', String(on));
  write(element('turn', HTMLElement), () => (on ? t.turnOff() : t.turnOn()));
}

/** @param picture the part of a larger picture that the net is shown */
async function answer(net: Net, picture: Picture, mine: number): Promise<void> {
  const rgb = filled(picture, net.card, wholeOf(picture)); // (height,width,3)
  const probabilities = await net.answer(rgb);
  if (mine !== asked) return;
  showSeen(asTaken(rgb, net.card), net.card.size);
  showAnswer(net, probabilities);
}

/** Shows an error with its remedy. */
async function attempt(work: () => Promise<void> | void): Promise<void> {
  hideError();
  try {
    await work();
  } catch (thrown) {
    showError(PageError.of(thrown));
  }
}

/** The button offers the other language, in its own name. */
function speak(language: Language): void {
  rewrite(language);
  const other = language === 'en' ? 'zh-CN' : 'en';
  switcher.textContent = LANGUAGES[other];
  switcher.lang = other;
  switcher.onclick = () => speak(other);
  switcher.hidden = false;
}

title(() => t.title());
writeFixed();
pressed(false);
speak(firstKnown(navigator.languages));
open().catch((thrown: unknown) => {
  element('waiting', HTMLElement).hidden = true;
  element('page', HTMLElement).hidden = false;
  showError(PageError.of(thrown));
});
