/** Lists of picture ids as in the contract: uint32, least significant byte first. */

export function unpackIds(packed: Uint8Array): Uint32Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return Uint32Array.from({ length: packed.length / 4 }, (_, i) => view.getUint32(i * 4, true));
}

export function packIds(ids: Uint32Array): Uint8Array {
  const packed = new DataView(new ArrayBuffer(ids.length * 4));
  ids.forEach((id, i) => {
    packed.setUint32(i * 4, id, true);
  });
  return new Uint8Array(packed.buffer);
}
