/** A float32 as a WGSL literal. */
export function real(x: number): string {
  const text = String(Math.fround(x));
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}
