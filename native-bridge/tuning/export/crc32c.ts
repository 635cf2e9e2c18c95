/**
 * CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum of TensorBoard records; zlib has the other CRC-32. The
 * packages for it are native code or bring an SDK along.
 */
const POLYNOMIAL = 0x82f63b78; // reversed

/** The CRC of each byte. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  return crc >>> 0;
});

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff]!;
  return ~crc >>> 0;
}
