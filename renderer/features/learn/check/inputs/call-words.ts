/** `average`, `average, f 3, stride 2`: distinguishes the calls of one function by its arguments. */
export function callWords(inputs: object): string {
  const { mode, hparameters } = inputs as { mode?: string; hparameters?: { f?: number; stride?: number } };
  // untranslated: names of arguments
  const size = hparameters?.f === undefined ? '' : `f ${hparameters.f}, stride ${hparameters.stride}`;
  return [mode, size].filter(Boolean).join(', ');
}
