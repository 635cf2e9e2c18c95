/** Tensors and numbers as numpy 1.14 and later print them. */
import type { Tensor } from '../../../../native-bridge/reference/index.ts';

const PRECISION = 8;
const LINE = 75;

/** Without trailing zeros, keeping the point: "0.5", "0.". */
const trimmed = (value: number) => value.toFixed(PRECISION).replace(/0+$/, '');

/** `print(x)` of a float64 array, or of its scalar. */
export function printed({ shape, data }: Tensor): string {
  if (shape.length === 0) return printedNumber(data[0]!);
  const sizes = [...data].map(Math.abs).filter((value) => value > 0);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const scientific = sizes.length > 0 && (most >= 1e8 || least < 1e-4 || most / least > 1000);
  const texts = [...data].map((value) => (scientific ? exponential(value) : trimmed(value)));
  const parts = texts.map((text) => text.split(/(?=\.)/) as [string, string]);
  const [left, right] = [0, 1].map((side) => Math.max(...parts.map((part) => part[side]!.length))) as [number, number];
  const padded = parts.map(([whole, fraction]) => whole.padStart(left) + fraction.padEnd(right));
  return nested(shape, scientific ? texts : padded, 1);
}

function exponential(value: number): string {
  const [mantissa, exponent] = value.toExponential(PRECISION).split('e') as [string, string];
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/** `print` of a number: the shortest text that reads back exactly. */
export function printedNumber(value: number): string {
  if (Number.isInteger(value)) return value.toFixed(1);
  const text = String(value);
  return text.includes('e') ? text.replace(/e([-+])(\d)$/, 'e$10$2') : text;
}

function nested(shape: readonly number[], texts: readonly string[], indent: number): string {
  const [n, ...inner] = shape as [number, ...number[]];
  if (inner.length === 0) return `[${wrapped(texts, indent)}]`;
  const size = texts.length / n;
  const parts = Array.from({ length: n }, (_, i) => nested(inner, texts.slice(i * size, (i + 1) * size), indent + 1));
  return `[${parts.join('\n'.repeat(inner.length) + ' '.repeat(indent))}]`;
}

function wrapped(texts: readonly string[], indent: number): string {
  const lines: string[] = [''];
  for (const text of texts) {
    const line = lines.at(-1)!;
    if (line.length > 0 && indent + line.length + 1 + text.length > LINE) lines.push(text);
    else lines[lines.length - 1] = line.length === 0 ? text : `${line} ${text}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

/** `print(x.shape)` */
export const printedShape = ({ shape }: Tensor): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;

/** `print(mask)` as a boolean array if it contains only 0 and 1. */
export function printedMask(x: Tensor): string {
  if (x.shape.length === 0 || x.data.some((value) => value !== 0 && value !== 1)) return printed(x);
  return nested(
    x.shape,
    [...x.data].map((one) => (one === 1 ? ' True' : 'False')),
    1,
  );
}
