/** An array of numbers or strings in a file of any format, to which a role can be assigned. */
export interface NamedArray {
  /** `train_set_x`, `images/train`, `x_train.npy` */
  readonly name: string;
  /** The file's name or path, for display. */
  readonly file: string;
  readonly shape: readonly number[];
  /** `uint8`, `int64`, `float32`, `string` ... */
  readonly type: string;
  /** The elements from `begin` to `end` along the first axis, C order: a typed array, or a list of strings. */
  read(begin: number, end: number): unknown;
}

export const isInteger = ({ type }: NamedArray): boolean => /^u?int\d+$/.test(type);
export const isFloat = ({ type }: NamedArray): boolean => /^float\d+$/.test(type);
export const isNumeric = (array: NamedArray): boolean => isInteger(array) || isFloat(array);

/** `float32 (1080,64,64,3)` */
export function described({ type, shape }: NamedArray): string {
  return `${type} (${shape.join(',')})`;
}

/** `train_signs.h5: train_set_x` */
export function placed({ file, name }: NamedArray): string {
  return `${file}: ${name}`;
}

/** Elements as numbers; 64-bit integers are exact below 2^53. */
export function numbersOf(read: unknown): ArrayLike<number> {
  if (read instanceof BigInt64Array || read instanceof BigUint64Array) return Float64Array.from(read, Number);
  return read as ArrayLike<number>;
}
