/** Pools whose windows may overlap, as separate stages. Padding entries do not count. NHWC. */
import type { StageWords } from '../../../fused/plan.ts';
import { each, type Kernel } from './kernel.ts';
import type { StageBuffers } from './stage-buffers.ts';

/** y (rows,OH,OW,C); `places`: the position of the maximum within the window, the first if equal. */
export function maxPoolForward(stage: StageWords, buffers: StageBuffers): Kernel {
  return each({
    name: `max pool forward ${stage.layer}`,
    items: { perRow: stage.outHeight * stage.outWidth * stage.channels },
    bindings: [
      { as: 'x', buffer: buffers.input, type: 'f32' },
      { as: 'y', buffer: buffers.output, type: 'f32', write: true },
      { as: 'places', buffer: buffers.places, type: 'u32', write: true },
    ],
    before: constants(stage),
    body: `${OUTPUT}
  var best = 0.0;
  var place = 0u;
  var first = true;
  ${overWindow(`
      let value = x[((row * u32(H) + u32(iy)) * u32(W) + u32(ix)) * C + c];
      if (first || value > best) { best = value; place = u32(ky * K + kx); first = false; }`)}
  y[i] = best;
  places[i] = place;`,
  });
}

export function averagePoolForward(stage: StageWords, buffers: StageBuffers): Kernel {
  return each({
    name: `average pool forward ${stage.layer}`,
    items: { perRow: stage.outHeight * stage.outWidth * stage.channels },
    bindings: [
      { as: 'x', buffer: buffers.input, type: 'f32' },
      { as: 'y', buffer: buffers.output, type: 'f32', write: true },
    ],
    before: constants(stage),
    body: `${OUTPUT}
  var sum = 0.0;
  var count = 0.0;
  ${overWindow(`
      sum += x[((row * u32(H) + u32(iy)) * u32(W) + u32(ix)) * C + c];
      count += 1.0;`)}
  y[i] = sum / count;`,
  });
}

/** d(x): the sum over the windows in which this entry was the maximum. */
export function maxPoolBackward(stage: StageWords, buffers: StageBuffers): Kernel {
  return backward(stage, buffers, {
    name: `max pool backward ${stage.layer}`,
    places: true,
    gather: 'if (places[base] == u32(ky * K + kx)) { sum += dy[base]; }',
  });
}

/** d(x): every window gives each of its entries an equal share. */
export function averagePoolBackward(stage: StageWords, buffers: StageBuffers): Kernel {
  return backward(stage, buffers, {
    name: `average pool backward ${stage.layer}`,
    places: false,
    gather: `
      let top = max(oy * STRIDE - PAD_TOP, 0);
      let left = max(ox * STRIDE - PAD_LEFT, 0);
      let high = min(oy * STRIDE - PAD_TOP + K, H) - top;
      let wide = min(ox * STRIDE - PAD_LEFT + K, W) - left;
      sum += dy[base] / f32(high * wide);`,
  });
}

interface Gather {
  readonly name: string;
  readonly places: boolean;
  /** Adds the output at `base` to `sum`. */
  readonly gather: string;
}

function backward(stage: StageWords, buffers: StageBuffers, { name, places, gather }: Gather): Kernel {
  return each({
    name,
    items: { perRow: stage.height * stage.width * stage.channels },
    bindings: [
      { as: 'dy', buffer: buffers.outputGradient, type: 'f32' },
      { as: 'dx', buffer: buffers.inputGradient, type: 'f32', write: true },
      ...(places ? [{ as: 'places', buffer: buffers.places, type: 'u32' } as const] : []),
    ],
    before: constants(stage),
    body: `
  let c = i % C;
  let ix = i32((i / C) % u32(W));
  let iy = i32((i / (C * u32(W))) % u32(H));
  let row = i / (C * u32(W) * u32(H));
  var sum = 0.0;
  for (var ky = 0; ky < K; ky++) {
    let ty = iy + PAD_TOP - ky;
    let oy = ty / STRIDE;
    if (ty < 0 || ty % STRIDE != 0 || oy >= OH) { continue; }
    for (var kx = 0; kx < K; kx++) {
      let tx = ix + PAD_LEFT - kx;
      let ox = tx / STRIDE;
      if (tx < 0 || tx % STRIDE != 0 || ox >= OW) { continue; }
      let base = ((row * u32(OH) + u32(oy)) * u32(OW) + u32(ox)) * C + c;
      ${gather}
    }
  }
  dx[i] = sum;`,
  });
}

/** The coordinates of output `i`. */
const OUTPUT = `
  let c = i % C;
  let ox = i32((i / C) % u32(OW));
  let oy = i32((i / (C * u32(OW))) % u32(OH));
  let row = i / (C * u32(OW) * u32(OH));`;

/** `body` for each entry (iy, ix) of the window that is not padding, in row-major order. */
function overWindow(body: string): string {
  return `for (var ky = 0; ky < K; ky++) {
    let iy = oy * STRIDE + ky - PAD_TOP;
    if (iy < 0 || iy >= H) { continue; }
    for (var kx = 0; kx < K; kx++) {
      let ix = ox * STRIDE + kx - PAD_LEFT;
      if (ix < 0 || ix >= W) { continue; }
      ${body}
    }
  }`;
}

function constants(stage: StageWords): string {
  const numbers = {
    ...{ H: stage.height, W: stage.width, OH: stage.outHeight, OW: stage.outWidth },
    ...{ K: stage.kernel, STRIDE: stage.stride, PAD_TOP: stage.padTop, PAD_LEFT: stage.padLeft },
  };
  const lines = Object.entries(numbers).map(([name, value]) => `const ${name} = ${value}i;`);
  return [...lines, `const C = ${stage.channels}u;`].join('\n');
}
