import { rgbToImage } from '../../../components/rgb-image.ts';

/** (64,64,3) RGB bytes as a PNG file, which keeps every byte. */
export async function pngOf(pixels: Uint8Array): Promise<Uint8Array> {
  const image = rgbToImage(pixels);
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}
