/** Softmax cross-entropy with label smoothing, L2, and the norm of the gradients. */
import { type BufferName, each, group, type Kernel } from './kernel.ts';

/**
 * Each picture's cross-entropy, and d(mean loss)/d(logits). The row's maximum is subtracted, so that nothing overflows.
 */
export function crossEntropy(classes: number, logits: BufferName, gradient: BufferName): Kernel {
  return each({
    name: 'cross-entropy',
    items: { perRow: 1 },
    bindings: [
      { as: 'logits', buffer: logits, type: 'f32' },
      { as: 'labels', buffer: 'labels', type: 'i32' },
      { as: 'g', buffer: gradient, type: 'f32', write: true },
      { as: 'rowLoss', buffer: 'rowLoss', type: 'f32', write: true },
      { as: 'rowRight', buffer: 'rowRight', type: 'u32', write: true },
    ],
    body: `
  let base = i * ${classes}u;
  let label = labels[i];
  var top = logits[base];
  var best = 0u;
  for (var k = 1u; k < ${classes}u; k++) {
    if (logits[base + k] > top) { top = logits[base + k]; best = k; }
  }
  rowRight[i] = select(0u, 1u, i32(best) == label);
  var sum = 0.0;
  var mean = 0.0;
  for (var k = 0u; k < ${classes}u; k++) {
    sum += exp(logits[base + k] - top);
    mean += logits[base + k] / ${classes}.0;
  }
  // A negative label is no class: all targets are 1 / classes.
  let smoothing = select(step.smoothing, 1.0, label < 0);
  for (var k = 0u; k < ${classes}u; k++) {
    let target_k = select(0.0, 1.0 - smoothing, i32(k) == label) + smoothing / ${classes}.0;
    g[base + k] = (exp(logits[base + k] - top) / sum - target_k) / f32(step.rows);
  }
  let likelihood = (1.0 - smoothing) * logits[base + u32(max(label, 0))]; // 0 without a class
  rowLoss[i] = log(sum) + top - likelihood - smoothing * mean;`,
  });
}

/**
 * Writes the mini-batch's mean at the step's index in `losses`, and the number of correct pictures in `rights`. After a
 * loss that is not finite no further step of an epoch is taken: `halted` has a flag for the steps before this one and
 * one for this step.
 */
export function meanLoss(): Kernel {
  return group({
    name: 'mean loss',
    items: { fixed: 1 },
    bindings: [
      { as: 'rowLoss', buffer: 'rowLoss', type: 'f32' },
      { as: 'rowRight', buffer: 'rowRight', type: 'u32' },
      { as: 'losses', buffer: 'losses', type: 'f32', write: true },
      { as: 'rights', buffer: 'rights', type: 'u32', write: true },
      { as: 'halted', buffer: 'halted', type: 'u32', write: true },
    ],
    body: `
  var sum = 0.0;
  var right = 0.0; // whole numbers up to 2^24 are exact
  for (var row = lane; row < step.rows; row += 64u) {
    sum += rowLoss[row];
    right += f32(rowRight[row]);
  }
  let mean = total(sum, lane) / f32(step.rows);
  let allRight = total(right, lane);
  if (lane == 0u) {
    losses[step.slot] = mean;
    rights[step.slot] = u32(allRight);
    halted[0] = halted[1];
    // Tested by its bits, because WGSL lets a compiler assume that no number is infinite or NaN.
    if ((bitcast<u32>(mean) & 0x7f800000u) == 0x7f800000u) { halted[1] = 1u; }
  }`,
  });
}

/**
 * Adds l2 * w to the kernels' gradients and l2 / 2 * sum(w^2) to the loss; `scale` becomes the factor of gradient
 * clipping (Pascanu et al. 2013). Runs only if either is enabled; otherwise `scale` is 1.
 * @param count floats of all parameters
 */
export function penaltyAndNorm(count: number): Kernel {
  return group({
    name: 'L2 and the gradients’ norm',
    items: { fixed: 1 },
    bindings: [
      { as: 'weights', buffer: 'weights', type: 'f32' },
      { as: 'flags', buffer: 'flags', type: 'u32' },
      { as: 'gradients', buffer: 'gradients', type: 'f32', write: true },
      { as: 'losses', buffer: 'losses', type: 'f32', write: true },
      { as: 'scale', buffer: 'scale', type: 'f32', write: true },
    ],
    body: `
  var squares = 0.0;
  var norm = 0.0;
  for (var p = lane; p < ${count}u; p += 64u) {
    if ((flags[p] & ${KERNEL}u) != 0u) { // also a frozen one
      squares += weights[p] * weights[p];
      gradients[p] += step.l2 * weights[p];
    }
    if ((flags[p] & ${TRAINED}u) != 0u) { norm += gradients[p] * gradients[p]; }
  }
  let allSquares = total(squares, lane);
  let allNorm = sqrt(total(norm, lane));
  if (lane == 0u) {
    losses[step.slot] += step.l2 / 2.0 * allSquares;
    let finite = (bitcast<u32>(allNorm) & 0x7f800000u) != 0x7f800000u;
    let clipped = select(bitcast<f32>(step.notANumber), step.clipNorm / allNorm, finite);
    scale[0] = select(1.0, clipped, step.clipNorm > 0.0 && !(allNorm <= step.clipNorm));
  }`,
  });
}

/** Bits of `flags`, one word per float of the parameters: zero for running statistics. */
export const TRAINED = 1;
export const KERNEL = 2;
