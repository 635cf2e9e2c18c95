/**
 * Ultralytics (YOLO ... -cls): `task`, `imgsz` and `names` in the file's metadata, the last two as Python prints them.
 */
import { OnnxError } from '../../onnx-error.ts';
import type { CardDraft } from '../card.ts';
import type { Exporter } from './found.ts';

export const ultralytics: Exporter = ({ outline: { metadata } }) => {
  const [task, names] = [metadata.get('task'), metadata.get('names')];
  if (task === undefined || names === undefined) return null;
  if (task !== 'classify') {
    throw new OnnxError(
      `The model was exported for the task "${task.slice(0, 40)}", and does not classify pictures.`,
      'Choose a model for the task "classify" (its name ends in -cls).',
    );
  }
  const labels = printedNames(names);
  const size = printedSize(metadata.get('imgsz'));
  return {
    from: 'Ultralytics (task, imgsz and names in the file)',
    card: {
      ...{ layout: 'NCHW', channels: 'RGB', scale: '0..1', fit: 'crop' },
      ...(size && { size }),
      ...(labels && { labels }),
    },
  };
};

/** Parses `{0: 'cat', 1: "dog's"}`; null unless the numbers are 0, 1, 2 ... */
function printedNames(text: string): string[] | null {
  const entries = [...text.matchAll(/(\d+)\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)];
  const labels: string[] = [];
  for (const [, number, single, double] of entries) {
    if (Number(number) !== labels.length) return null;
    labels.push((single ?? double ?? '').replace(/\\(.)/g, '$1'));
  }
  return labels.length > 0 ? labels : null;
}

/** Parses `[224, 224]`, height first. */
function printedSize(text: string | undefined): CardDraft['size'] | null {
  const [, height, width] = /^\[\s*(\d{1,5})\s*,\s*(\d{1,5})\s*\]$/.exec(text ?? '') ?? [];
  return height && width ? [Number(height), Number(width)] : null;
}
