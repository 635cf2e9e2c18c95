/** The header of a .npy file: magic, version, and a Python dictionary with dtype, order and shape. Pure, without Node. */
import { type DictLiteral, type Literal, statementsOf } from './python-literal.ts';
import { ReadError } from './read-error.ts';

export interface NpyHeader {
  /** numpy's type string: `<f8`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Offset of the numbers in the file. */
  readonly begin: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
/** Bytes; numpy itself refuses a longer one (max_header_size). */
const MAX_HEADER = 10_000;
const SAVE_AGAIN = 'Save it again with np.save.';

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

/** @throws ReadError if it is not a header, or describes an unsupported type. */
export function npyHeader(name: string, bytes: Uint8Array): NpyHeader {
  const { text, begin } = headerText(name, bytes);
  const fields = new Map(dictOf(name, text).entries);
  const fortran = fields.get('fortran_order');
  const shape = shapeOf(fields.get('shape'));
  if (shape === null || (fortran !== 0 && fortran !== 1)) throw damaged(name, text);
  return {
    descr: descrOf(name, fields.get('descr'), text),
    fortranOrder: fortran === 1,
    shape,
    begin,
  };
}

function headerText(name: string, bytes: Uint8Array): { text: string; begin: number } {
  if (!isNpy(bytes)) throw new ReadError(`${name} is not a .npy file: its first bytes are not numpy's.`, SAVE_AGAIN);
  const [major, minor] = [bytes[6], bytes[7]];
  if (major === undefined || major < 1 || major > 3 || minor !== 0) {
    throw new ReadError(`${name} is a .npy of version ${major}.${minor}; 1.0 to 3.0 are supported.`, SAVE_AGAIN);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = major === 1 ? 10 : 12;
  if (bytes.length < from) throw cutOff(name);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER) {
    throw new ReadError(`${name} has a header of ${length} bytes, more than numpy allows.`, SAVE_AGAIN);
  }
  if (bytes.length < from + length) throw cutOff(name);
  const decoder = new TextDecoder(major === 3 ? 'utf-8' : 'latin1');
  return { text: decoder.decode(bytes.subarray(from, from + length)), begin: from + length };
}

function dictOf(name: string, text: string): DictLiteral {
  let value: Literal | undefined;
  try {
    const statements = statementsOf(text);
    if (statements.length === 1) value = statements[0]!.value;
  } catch {
    // Any parse error means that the header is damaged.
  }
  if (typeof value !== 'object' || value.kind !== 'dict') throw damaged(name, text);
  return value;
}

function shapeOf(literal: Literal | undefined): number[] | null {
  if (typeof literal !== 'object' || literal.kind !== 'list' || literal.made !== 'tuple') return null;
  const lengths = literal.items.filter((item) => typeof item === 'number' && Number.isSafeInteger(item) && item >= 0);
  return lengths.length === literal.items.length ? (lengths as number[]) : null;
}

function descrOf(name: string, literal: Literal | undefined, text: string): string {
  if (typeof literal === 'object' && literal.kind === 'text') return literal.value;
  if (typeof literal !== 'object' || literal.kind !== 'list') throw damaged(name, text);
  throw new ReadError(
    `${name} is a table of named fields (a structured array), not an array of numbers.`,
    'Save one plain array of numbers, as float64 or float32.',
  );
}

function damaged(name: string, text: string): ReadError {
  return new ReadError(`The header of ${name} is damaged: ${text.trim().slice(0, 80)}`, SAVE_AGAIN);
}

function cutOff(name: string): ReadError {
  return new ReadError(`${name} ends in the middle of its header.`, 'Copy or save the file again.');
}
