/** Mixes 32 bits so that each output bit depends on all input bits (Wellons' lowbias32, github.com/skeeto/hash-prospector). */
export function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
