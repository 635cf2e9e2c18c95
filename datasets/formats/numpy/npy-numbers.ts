/** numpy's number types, each read into float64. */
import { ReadError } from './read-error.ts';

export interface NumberType {
  /** `float32`, `int64` ... */
  readonly name: string;
  /** Bytes of one number. */
  readonly size: number;
  readonly bigEndian: boolean;
  read(view: DataView, at: number): number;
}

type Reader = (view: DataView, at: number, little: boolean) => number;

const READERS: Readonly<Record<string, readonly [string, number, Reader]>> = {
  b1: ['bool', 1, (view, at) => (view.getUint8(at) === 0 ? 0 : 1)],
  i1: ['int8', 1, (view, at) => view.getInt8(at)],
  u1: ['uint8', 1, (view, at) => view.getUint8(at)],
  i2: ['int16', 2, (view, at, little) => view.getInt16(at, little)],
  u2: ['uint16', 2, (view, at, little) => view.getUint16(at, little)],
  i4: ['int32', 4, (view, at, little) => view.getInt32(at, little)],
  u4: ['uint32', 4, (view, at, little) => view.getUint32(at, little)],
  i8: ['int64', 8, (view, at, little) => Number(view.getBigInt64(at, little))],
  u8: ['uint64', 8, (view, at, little) => Number(view.getBigUint64(at, little))],
  f2: ['float16', 2, (view, at, little) => half(view.getUint16(at, little))],
  f4: ['float32', 4, (view, at, little) => view.getFloat32(at, little)],
  f8: ['float64', 8, (view, at, little) => view.getFloat64(at, little)],
};

/** What the type letters that cannot be read stand for. */
const REFUSED: Readonly<Record<string, string>> = {
  O: 'Python objects, which would have to be unpickled: that can run code, so it is never done here',
  c: 'complex numbers',
  S: 'strings',
  U: 'strings',
  V: 'raw bytes',
  M: 'dates',
  m: 'times',
  f: 'floats of a size that only some machines support',
};

/** @throws ReadError if the type is not one of real numbers. */
export function numberType(name: string, descr: string): NumberType {
  const [, order, kind] = /^([<>|=]?)(\w+)/.exec(descr) ?? [];
  const known = kind !== undefined && Object.hasOwn(READERS, kind) ? READERS[kind] : undefined;
  // "=": the machine's own order, which is little-endian wherever this runs.
  if (known) {
    const bigEndian = order === '>';
    return { name: known[0], size: known[1], bigEndian, read: (view, at) => known[2](view, at, !bigEndian) };
  }
  const what = REFUSED[kind?.[0] ?? ''] ?? 'not a known type of numbers';
  throw new ReadError(
    `${name} has the type ${descr}: ${what}.`,
    'Save the array as numbers: np.save(file, np.asarray(Z, dtype=np.float64)).',
  );
}

/** IEEE 754 binary16: sign, five bits of exponent, ten of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
