import { type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';

/** (64,64,3) RGB bytes as the net gets them: (1,64,64,3) in [0,1]. */
export function rgbTensor(pixels: Uint8Array, side = 64): Tensor {
  return tensor(
    [1, side, side, 3],
    Float64Array.from(pixels, (byte) => byte / 255),
  );
}

/** Their grey values (Rec. 601 luma, as TensorFlow's rgb_to_grayscale), (1,64,64,1) in [0,1]. */
export function greyTensor(pixels: Uint8Array, side = 64): Tensor {
  const grey = (at: number) => (0.2989 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!) / 255;
  return tensor(
    [1, side, side, 1],
    Float64Array.from({ length: side * side }, (_, at) => grey(at * 3)),
  );
}
