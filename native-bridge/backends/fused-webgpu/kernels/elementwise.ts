/** Elementwise layers: relu and dropout. */
import type { StageWords } from '../../../fused/plan.ts';
import { each, type Kernel } from './kernel.ts';
import { real } from './real.ts';
import type { StageBuffers } from './stage-buffers.ts';

export function reluForward(stage: StageWords, buffers: StageBuffers): Kernel {
  return map(stage, `relu forward ${stage.layer}`, buffers.input, buffers.output, 'y[i] = max(x[i], 0.0);');
}

/** Copies the gradient where the input was above 0; relu's gradient at 0 is 0. */
export function reluBackward(stage: StageWords, buffers: StageBuffers): Kernel {
  return each({
    name: `relu backward ${stage.layer}`,
    items: { perRow: sizeIn(stage) },
    bindings: [
      { as: 'x', buffer: buffers.input, type: 'f32' },
      { as: 'dy', buffer: buffers.outputGradient, type: 'f32' },
      { as: 'dx', buffer: buffers.inputGradient, type: 'f32', write: true },
    ],
    body: 'dx[i] = select(0.0, dy[i], x[i] > 0.0);',
  });
}

/**
 * The same for a relu fused into a convolution: the convolution's output decides, and the gradient is changed in place.
 */
export function fusedReluBackward(stage: StageWords, buffers: StageBuffers): Kernel {
  return each({
    name: `relu backward in convolution ${stage.layer}`,
    items: { perRow: stage.outHeight * stage.outWidth * stage.outChannels },
    bindings: [
      { as: 'y', buffer: buffers.output, type: 'f32' },
      { as: 'dy', buffer: buffers.outputGradient, type: 'f32', write: true },
    ],
    body: 'if (!(y[i] > 0.0)) { dy[i] = 0.0; }',
  });
}

/**
 * Multiplies by the mask of convnet/dropout.ts, which each invocation computes itself; the same forward and backward.
 */
export function dropout(stage: StageWords, rate: number, from: string, to: string): Kernel {
  const name = `dropout ${stage.layer} of ${from}`;
  // There the comparison is in double: word >= rate * 2^23 holds from the next whole number up.
  const body = `y[i] = select(0.0, x[i] * ${real(1 / (1 - rate))}, kept(i, ${Math.ceil(rate * 2 ** 23)}u));`;
  return map(stage, name, from, to, body, philox(stage.layer));
}

/** No dropout in inference. */
export function copy(stage: StageWords, from: string, to: string): Kernel {
  return map(stage, `copy ${stage.layer}`, from, to, 'y[i] = x[i];');
}

function map(stage: StageWords, name: string, from: string, to: string, body: string, before = ''): Kernel {
  return each({
    ...{ name, before, body, items: { perRow: sizeIn(stage) } },
    bindings: [
      { as: 'x', buffer: from, type: 'f32' },
      { as: 'y', buffer: to, type: 'f32', write: true },
    ],
  });
}

function sizeIn({ height, width, channels }: StageWords): number {
  return height * width * channels;
}

/** Philox 4x32-10 as in convnet/philox.ts; WGSL has no 64-bit product, so the high word comes from 16-bit halves. */
function philox(layer: number): string {
  return `
fn highWord(a: u32, b: u32) -> u32 {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let first = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let second = (a & 0xffffu) * (b >> 16u) + (first & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (first >> 16u) + (second >> 16u);
}
fn kept(n: u32, threshold: u32) -> bool {
  var c = vec4u(n / 4u, ${layer}u, step.steps, 0x64726f70u);
  var k = vec2u(step.seedLow, step.seedHigh);
  for (var round = 0; round < 10; round++) {
    c = vec4u(
      highWord(0xcd9e8d57u, c[2]) ^ c[1] ^ k[0], 0xcd9e8d57u * c[2],
      highWord(0xd2511f53u, c[0]) ^ c[3] ^ k[1], 0xd2511f53u * c[0],
    );
    k += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return (c[n % 4u] & 0x7fffffu) >= threshold;
}`;
}
