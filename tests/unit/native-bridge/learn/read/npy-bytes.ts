/** .npy files assembled by hand, byte by byte according to numpy's format description. */

/** A header with any text, followed by any bytes; the magic and the header's length are right. */
export function npyBytes(
  header: string,
  data: Uint8Array = new Uint8Array(0),
  version: readonly [number, number] = [1, 0],
): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  const length = version[0] === 1 ? [text.length & 255, text.length >> 8] : [...u32(text.length)];
  return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), ...version, ...length, ...text, ...data]);
}

export function header(descr: string, shape: string, fortran = 'False'): string {
  return `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
}

function u32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}
