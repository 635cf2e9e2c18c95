/**
 * Example programs that run a model outside the lab. All three crop and resize a picture like datasets/preprocess.ts:
 * Python's Pillow bit for bit, the others within one level of 255.
 */
import type { Snippet } from '../../ipc/schemas/model.ts';

export interface Recognising {
  readonly labels: readonly string[];
  /** Probability below which there is no sign; null if it was not measured. */
  readonly threshold: number | null;
}

/** @param file the name under which the person saves the model */
export function snippetsFor({ labels, threshold: least }: Recognising, file: string): Snippet[] {
  const names = JSON.stringify(labels);
  return [
    {
      language: 'python',
      title: 'Python',
      needs: 'pip install onnxruntime pillow numpy',
      code: python(JSON.stringify(file), names, least),
    },
    {
      language: 'node',
      title: 'Node',
      needs: 'npm install onnxruntime-node sharp',
      code: node(JSON.stringify(file), names, least),
    },
    {
      language: 'browser',
      title: 'Browser',
      needs: 'npm install onnxruntime-web',
      code: browser(JSON.stringify(file), names, least),
    },
  ];
}

/** Nine digits distinguish every float32: an overconfident net has a threshold of 0.99998, which fewer digits would round to 1. */
const printed = (least: number) => String(Number(least.toPrecision(9)));

const python = (
  file: string,
  labels: string,
  least: number | null,
) => `# In the model's folder: python recognise.py picture.jpg
import sys
import numpy as np
import onnxruntime as ort
from PIL import Image, ImageOps

labels = ${labels}
session = ort.InferenceSession(${file})

picture = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGBA")  # upright
picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")  # on white
side = min(picture.size)  # the largest centred square
x, y = (picture.width - side) // 2, (picture.height - side) // 2
picture = picture.crop((x, y, x + side, y + side)).resize((64, 64), Image.Resampling.BILINEAR)

image = np.asarray(picture, dtype=np.uint8)[np.newaxis]  # (1, 64, 64, 3); the model divides by 255 itself
probabilities = session.run(["probabilities"], {"image": image})[0][0]
best = int(probabilities.argmax())
print(f"{labels[best]} {probabilities[best]:.4f}")
${
  least === null
    ? ''
    : `if probabilities[best] < ${printed(least)}:  # measured on the validation pictures: a less certain answer is no sign
    print("no sign")
`
}`;

const SHRINK_ROWS = `/**
 * Resizes rows of \`side\` pixels to 64 and transposes: done twice, the picture is upright again. Every pixel counts, weighted
 * by its distance; other resizes show the model another picture.
 */
function shrinkRows(pixels, side, channels) {
  const rows = pixels.length / side / channels;
  const scale = side / 64;
  const reach = Math.max(scale, 1);
  const out = new Uint8ClampedArray(64 * rows * 3); // rounds
  for (let column = 0; column < 64; column++) {
    const centre = (column + 0.5) * scale - 0.5;
    const first = Math.max(Math.ceil(centre - reach), 0);
    const last = Math.min(Math.floor(centre + reach), side - 1);
    const weights = [];
    for (let i = first; i <= last; i++) weights.push(1 - Math.abs(i - centre) / reach);
    const total = weights.reduce((sum, weight) => sum + weight);
    for (let at = 0; at < rows * 3; at++) {
      const from = (Math.floor(at / 3) * side + first) * channels + (at % 3);
      const sum = weights.reduce((sum, weight, i) => sum + weight * pixels[from + i * channels], 0);
      out[column * rows * 3 + at] = sum / total;
    }
  }
  return out;
}
`;

const node = (
  file: string,
  labels: string,
  least: number | null,
) => `// In the model's folder: node recognise.mjs picture.jpg
import ort from 'onnxruntime-node';
import sharp from 'sharp';

const labels = ${labels};
const session = await ort.InferenceSession.create(${file});

const upright = sharp(process.argv[2]).autoOrient().flatten({ background: 'white' }).toColourspace('srgb');
const { data, info } = await upright.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
const { width, height } = info;
const side = Math.min(width, height); // the largest centred square
const square = { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), width: side, height: side };
const cut = await sharp(data, { raw: { width, height, channels: 3 } }).extract(square).raw().toBuffer();
const pixels = new Uint8Array(shrinkRows(shrinkRows(cut, side, 3), side, 3)); // (64, 64, 3)

const image = new ort.Tensor('uint8', pixels, [1, 64, 64, 3]); // the model divides by 255 itself
const { probabilities } = await session.run({ image }, ['probabilities']);
const best = probabilities.data.indexOf(Math.max(...probabilities.data));
console.log(labels[best], probabilities.data[best].toFixed(4));
${
  least === null
    ? ''
    : `// Measured on the validation pictures: a less certain answer is no sign.
if (probabilities.data[best] < ${printed(least)}) console.log('no sign');
`
}
${SHRINK_ROWS}`;

const browser = (
  file: string,
  labels: string,
  least: number | null,
) => `// recognise.js, a module of a page: const { label, probability } = await recognise(file);
import * as ort from 'onnxruntime-web/wasm';

const labels = ${labels};
const session = await ort.InferenceSession.create(${file});

/** @param {Blob | HTMLVideoElement | HTMLImageElement} source a picture, or a video element with a camera */
export async function recognise(source) {
  const picture = await createImageBitmap(source); // upright
  const side = Math.min(picture.width, picture.height); // the largest centred square
  const x = Math.floor((picture.width - side) / 2);
  const y = Math.floor((picture.height - side) / 2);
  const context = new OffscreenCanvas(side, side).getContext('2d');
  context.fillStyle = 'white'; // behind transparent pixels
  context.fillRect(0, 0, side, side);
  context.drawImage(picture, -x, -y);
  const rgba = context.getImageData(0, 0, side, side).data;
  const pixels = shrinkRows(shrinkRows(rgba, side, 4), side, 3); // (64, 64, 3)

  const image = new ort.Tensor('uint8', new Uint8Array(pixels), [1, 64, 64, 3]); // the model divides by 255 itself
  const { probabilities } = await session.run({ image }, ['probabilities']);
  const best = probabilities.data.indexOf(Math.max(...probabilities.data));
  const probability = probabilities.data[best];
${
  least === null
    ? '  return { label: labels[best], probability };'
    : `  // Measured on the validation pictures: a less certain answer is no sign.
  return { label: probability < ${printed(least)} ? null : labels[best], probability };`
}
}

${SHRINK_ROWS}`;
