/** Writes the header of a .npy file. Pure, without Node. */

/** The numbers start at a multiple of this, as numpy writes them. */
const ALIGNED = 64;

/**
 * Magic bytes and header of version 1.0, C order; the numbers follow.
 * @param descr numpy's type string: `<f8`
 */
export function npyBeginning(descr: string, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const begin = Math.ceil((10 + dict.length + 1) / ALIGNED) * ALIGNED;
  const header = `\x93NUMPY\x01\x00\0\0${dict.padEnd(begin - 11)}\n`;
  const bytes = Uint8Array.from(header, (character) => character.charCodeAt(0));
  new DataView(bytes.buffer).setUint16(8, begin - 10, true);
  return bytes;
}
