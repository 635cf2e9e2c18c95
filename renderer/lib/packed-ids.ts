/** Picture ids as sent over the contract: uint32, little-endian. */
export function packIds(ids: ArrayLike<number>): Uint8Array {
  const packed = new Uint8Array(ids.length * 4);
  const view = new DataView(packed.buffer);
  for (let at = 0; at < ids.length; at++) view.setUint32(at * 4, ids[at] ?? 0, true);
  return packed;
}

/** Ids in order; copies, since received data may start at any byte of a message. */
export function unpackIds(packed: Uint8Array): Uint32Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return Uint32Array.from({ length: packed.byteLength / 4 }, (_, at) => view.getUint32(at * 4, true));
}
