/** Fully connected layer. */
import type { Pass } from './pass.ts';
import { type Tensor, zeros } from './tensor.ts';

/**
 * x W + b
 * @param x (m, inputs)
 * @param W (inputs, units)
 * @param b (units)
 * @returns output (m, units)
 */
export function dense(x: Tensor, W: Tensor, b: Tensor): Pass {
  const [m, inputs] = x.shape as [number, number];
  const units = b.data.length;
  const output = zeros([m, units]);
  for (let i = 0; i < m; i++) output.data.set(b.data, i * units);
  eachProduct(m, inputs, units, (from, weight, to) => {
    output.data[to]! += x.data[from]! * W.data[weight]!;
  });
  return {
    output,
    backward(dOutput) {
      const [dInput, dW, db] = [zeros(x.shape), zeros(W.shape), zeros(b.shape)];
      eachProduct(m, inputs, units, (from, weight, to) => {
        const d = dOutput.data[to]!;
        dInput.data[from]! += d * W.data[weight]!;
        dW.data[weight]! += d * x.data[from]!;
      });
      for (let i = 0; i < dOutput.data.length; i++) db.data[i % units]! += dOutput.data[i]!;
      return { dInput, gradients: { kernel: dW, bias: db } };
    },
  };
}

/** Visits every product of the matrix multiplication: its offsets in x, W and the output. */
function eachProduct(
  m: number,
  inputs: number,
  units: number,
  visit: (from: number, weight: number, to: number) => void,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < inputs; j++) {
      for (let k = 0; k < units; k++) visit(i * inputs + j, j * units + k, i * units + k);
    }
  }
}
