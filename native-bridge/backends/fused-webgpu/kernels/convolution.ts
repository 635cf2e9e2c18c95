/**
 * Convolution, bias, relu and a max pool with non-overlapping windows as one kernel: only the maximum of every window
 * and its position are written to memory. The backward pass starts from just these maxima. NHWC, kernels HWIO.
 */
import type { StageWords } from '../../../fused/plan.ts';
import { each, group, type Kernel } from './kernel.ts';
import type { StageBuffers } from './stage-buffers.ts';

export interface WeightPlaces {
  /** Floats before the kernel and the bias in `weights`; null if there is no bias. */
  readonly kernel: number;
  readonly bias: number | null;
}

/** x (rows,H,W,C) -> y (rows,OH,OW,OC), and `places`: the position of the maximum in its window, the first if equal. */
export function convolutionForward(stage: StageWords, at: WeightPlaces, buffers: StageBuffers): Kernel {
  const lanes = lanesOf(stage);
  const [T, pooled] = [lanes === 4 ? 'vec4f' : 'f32', stage.pool > 1];
  const bias = at.bias === null ? `${T}()` : pick('weights', `${at.bias}u + oc`, lanes);
  const keep = pooled
    ? `let better = (value > best) | ${lanes === 4 ? 'vec4<bool>(first)' : 'first'};
      best = select(best, value, better);
      place = select(place, ${lanes === 4 ? 'vec4u(py * POOL + px)' : 'py * POOL + px'}, better);
      first = false;`
    : 'best = value;';
  return each({
    name: `convolution forward ${stage.layer}`,
    items: { perRow: (stage.outHeight * stage.outWidth * stage.outChannels) / lanes },
    bindings: [
      { as: 'x', buffer: buffers.input, type: 'f32' },
      { as: 'weights', buffer: 'weights', type: 'f32' },
      { as: 'y', buffer: buffers.output, type: 'f32', write: true },
      ...(pooled ? [{ as: 'places', buffer: buffers.places, type: 'u32', write: true } as const] : []),
    ],
    before: constants(stage),
    body: `
  let oc = (i % ${stage.outChannels / lanes}u) * ${lanes}u;
  let ox = (i / ${stage.outChannels / lanes}u) % OW;
  let oy = (i / (${stage.outChannels / lanes}u * OW)) % OH;
  let row = i / (${stage.outChannels / lanes}u * OW * OH);
  var best = ${T}();
  ${pooled ? `var place = ${lanes === 4 ? 'vec4u()' : '0u'}; var first = true;` : ''}
  for (var py = 0u; py < POOL; py++) {
    let cy = i32(oy * POOL + py) - POOL_PAD_TOP;
    if (cy < 0 || cy >= CONV_H) { continue; }
    for (var px = 0u; px < POOL; px++) {
      let cx = i32(ox * POOL + px) - POOL_PAD_LEFT;
      if (cx < 0 || cx >= CONV_W) { continue; }
      var value = ${bias};
      for (var ky = 0; ky < K; ky++) {
        let iy = cy * STRIDE + ky - PAD_TOP;
        if (iy < 0 || iy >= H) { continue; }
        for (var kx = 0; kx < K; kx++) {
          let ix = cx * STRIDE + kx - PAD_LEFT;
          if (ix < 0 || ix >= W) { continue; }
          let base = ((row * u32(H) + u32(iy)) * u32(W) + u32(ix)) * C;
          let weight = ${at.kernel}u + u32(ky * K + kx) * C * OC + oc;
          for (var c = 0u; c < C; c++) {
            value += x[base + c] * ${pick('weights', 'weight + c * OC', lanes)};
          }
        }
      }
      ${keep}
    }
  }
  ${stage.relu ? `best = max(best, ${T}());` : ''}
  let to = i * ${lanes}u;
  ${put('y', 'to', 'best', lanes)}
  ${pooled ? put('places', 'to', 'place', lanes) : ''}`,
  });
}

/** d(W) of every kernel entry, (K,K,C,OC); each workgroup sums over rows and positions. */
export function convolutionKernelGradient(stage: StageWords, at: WeightPlaces, buffers: StageBuffers): Kernel {
  const lanes = lanesOf(stage);
  const pooled = stage.pool > 1;
  const blocks = stage.outChannels / lanes;
  const one = (lane: number) => `
    {
      ${pooled ? `let place = places[g + ${lane}u];` : 'let place = 0u;'}
      let cy = i32(oy * POOL + place / POOL) - POOL_PAD_TOP;
      let cx = i32(ox * POOL + place % POOL) - POOL_PAD_LEFT;
      let iy = cy * STRIDE + ky - PAD_TOP;
      let ix = cx * STRIDE + kx - PAD_LEFT;
      if (iy >= 0 && iy < H && ix >= 0 && ix < W) {
        sum${lanes === 4 ? `[${lane}]` : ''} += dy[g + ${lane}u] * x[((row * u32(H) + u32(iy)) * u32(W) + u32(ix)) * C + c];
      }
    }`;
  return group({
    name: `convolution d(W) ${stage.layer}`,
    items: { fixed: stage.kernel ** 2 * stage.channels * blocks },
    sum: lanes === 4 ? 'vec4f' : 'f32',
    bindings: [
      { as: 'x', buffer: buffers.input, type: 'f32' },
      { as: 'dy', buffer: buffers.outputGradient, type: 'f32' },
      { as: 'gradients', buffer: 'gradients', type: 'f32', write: true },
      ...(pooled ? [{ as: 'places', buffer: buffers.places, type: 'u32' } as const] : []),
    ],
    before: constants(stage),
    body: `
  let oc = (i % ${blocks}u) * ${lanes}u;
  let c = (i / ${blocks}u) % C;
  let tap = i32(i / (${blocks}u * C));
  let ky = tap / K;
  let kx = tap % K;
  var sum = ${lanes === 4 ? 'vec4f()' : '0.0'};
  for (var p = lane; p < step.rows * OH * OW; p += 64u) {
    let ox = p % OW;
    let oy = (p / OW) % OH;
    let row = p / (OW * OH);
    let g = p * OC + oc;
    ${Array.from({ length: lanes }, (_, lane) => one(lane)).join('')}
  }
  let all = total(sum, lane);
  if (lane == 0u) {
    let to = ${at.kernel}u + (u32(tap) * C + c) * OC + oc;
    ${put('gradients', 'to', 'all', lanes)}
  }`,
  });
}

/** d(x) (rows,H,W,C): every input gathers from the outputs whose maximum depends on it. */
export function convolutionInputGradient(stage: StageWords, at: WeightPlaces, buffers: StageBuffers): Kernel {
  const pooled = stage.pool > 1;
  return each({
    name: `convolution d(x) ${stage.layer}`,
    items: { perRow: stage.height * stage.width * stage.channels },
    bindings: [
      { as: 'dy', buffer: buffers.outputGradient, type: 'f32' },
      { as: 'weights', buffer: 'weights', type: 'f32' },
      { as: 'dx', buffer: buffers.inputGradient, type: 'f32', write: true },
      ...(pooled ? [{ as: 'places', buffer: buffers.places, type: 'u32' } as const] : []),
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
    if (ty < 0 || ty % STRIDE != 0 || ty / STRIDE >= CONV_H) { continue; }
    let ry = u32(ty / STRIDE + POOL_PAD_TOP);
    if (ry / POOL >= OH) { continue; }
    for (var kx = 0; kx < K; kx++) {
      let tx = ix + PAD_LEFT - kx;
      if (tx < 0 || tx % STRIDE != 0 || tx / STRIDE >= CONV_W) { continue; }
      let rx = u32(tx / STRIDE + POOL_PAD_LEFT);
      if (rx / POOL >= OW) { continue; }
      let base = ((row * OH + ry / POOL) * OW + rx / POOL) * OC;
      let weight = ${at.kernel}u + (u32(ky * K + kx) * C + c) * OC;
      ${pooled ? 'let place = (ry % POOL) * POOL + rx % POOL;' : ''}
      for (var oc = 0u; oc < OC; oc++) {
        ${pooled ? 'if (places[base + oc] != place) { continue; }' : ''}
        sum += dy[base + oc] * weights[weight + oc];
      }
    }
  }
  dx[i] = sum;`,
  });
}

/** Number of filters that one invocation computes together. */
function lanesOf({ outChannels }: StageWords): 1 | 4 {
  return outChannels % 4 === 0 ? 4 : 1;
}

function pick(array: string, index: string, lanes: 1 | 4): string {
  if (lanes === 1) return `${array}[${index}]`;
  return `vec4f(${[0, 1, 2, 3].map((lane) => `${array}[${index} + ${lane}u]`).join(', ')})`;
}

function put(array: string, index: string, value: string, lanes: 1 | 4): string {
  if (lanes === 1) return `${array}[${index}] = ${value};`;
  return [0, 1, 2, 3].map((lane) => `${array}[${index} + ${lane}u] = ${value}[${lane}];`).join(' ');
}

function constants(stage: StageWords): string {
  const signed = {
    ...{ H: stage.height, W: stage.width, K: stage.kernel, STRIDE: stage.stride },
    ...{ PAD_TOP: stage.padTop, PAD_LEFT: stage.padLeft, CONV_H: stage.convHeight, CONV_W: stage.convWidth },
    ...{ POOL_PAD_TOP: stage.poolPadTop, POOL_PAD_LEFT: stage.poolPadLeft },
  };
  const unsigned = {
    ...{ C: stage.channels, OH: stage.outHeight, OW: stage.outWidth, OC: stage.outChannels, POOL: stage.pool },
  };
  return [
    ...Object.entries(signed).map(([name, value]) => `const ${name} = ${value}i;`),
    ...Object.entries(unsigned).map(([name, value]) => `const ${name} = ${value}u;`),
  ].join('\n');
}
