/**
 * Programs of a dozen lines that load a model elsewhere: for people who take it away. All three cut and resize a picture
 * as datasets/preprocess.ts does; Python's Pillow does it bit for bit, the others to about a level of 255.
 */
import type { ModelSummary, Snippet } from '../../ipc/nouns/model.ts';

/** @param file as the person will have saved it */
export function snippetsFor({ labels }: Pick<ModelSummary, 'labels'>, file: string): Snippet[] {
  const names = JSON.stringify(labels);
  return [
    {
      language: 'python',
      title: 'Python',
      needs: 'pip install onnxruntime pillow numpy',
      code: python(JSON.stringify(file), names),
    },
    {
      language: 'node',
      title: 'Node',
      needs: 'npm install onnxruntime-node sharp',
      code: node(JSON.stringify(file), names),
    },
    {
      language: 'browser',
      title: 'Browser',
      needs: 'npm install onnxruntime-web',
      code: browser(JSON.stringify(file), names),
    },
  ];
}

const python = (file: string, labels: string) => `import sys
import numpy as np
import onnxruntime as ort
from PIL import Image, ImageOps

labels = ${labels}
session = ort.InferenceSession(${file})

picture = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGB")  # upright
side = min(picture.size)  # the largest square in its middle
x, y = (picture.width - side) // 2, (picture.height - side) // 2
picture = picture.crop((x, y, x + side, y + side)).resize((64, 64), Image.Resampling.BILINEAR)

image = np.asarray(picture, dtype=np.uint8)[np.newaxis]  # (1, 64, 64, 3); the model divides by 255 itself
probabilities = session.run(["probabilities"], {"image": image})[0][0]
best = int(probabilities.argmax())
print(f"{labels[best]} {probabilities[best]:.4f}")
`;

const node = (file: string, labels: string) => `import ort from 'onnxruntime-node';
import sharp from 'sharp';

const labels = ${labels};
const session = await ort.InferenceSession.create(${file});

const upright = await sharp(process.argv[2]).rotate().removeAlpha().toColourspace('srgb').png().toBuffer({ resolveWithObject: true });
const { width, height } = upright.info;
const side = Math.min(width, height); // the largest square in its middle
const square = { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), width: side, height: side };
const pixels = await sharp(upright.data).extract(square).resize(64, 64, { kernel: 'linear' }).raw().toBuffer();

const image = new ort.Tensor('uint8', pixels, [1, 64, 64, 3]); // the model divides by 255 itself
const { probabilities } = await session.run({ image }, ['probabilities']);
const best = probabilities.data.indexOf(Math.max(...probabilities.data));
console.log(labels[best], probabilities.data[best].toFixed(4));
`;

const browser = (file: string, labels: string) => `import * as ort from 'onnxruntime-web/wasm';

const labels = ${labels};
const session = await ort.InferenceSession.create(${file});

/** @param {Blob | HTMLVideoElement | HTMLImageElement} source a picture, or what a camera shows now */
export async function recognise(source) {
  const picture = await createImageBitmap(source); // upright
  const side = Math.min(picture.width, picture.height); // the largest square in its middle
  const x = Math.floor((picture.width - side) / 2);
  const y = Math.floor((picture.height - side) / 2);
  const context = new OffscreenCanvas(64, 64).getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, x, y, side, side, 0, 0, 64, 64);
  const rgba = context.getImageData(0, 0, 64, 64).data;
  const rgb = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => rgba[Math.floor(i / 3) * 4 + (i % 3)]);

  const image = new ort.Tensor('uint8', rgb, [1, 64, 64, 3]); // the model divides by 255 itself
  const { probabilities } = await session.run({ image }, ['probabilities']);
  const best = probabilities.data.indexOf(Math.max(...probabilities.data));
  return { label: labels[best], probability: probabilities.data[best] };
}
`;
