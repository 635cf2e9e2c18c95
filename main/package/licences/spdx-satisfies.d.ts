/** The package has no types. */
declare module 'spdx-satisfies' {
  /** @throws if `expression` is not an SPDX expression */
  export default function satisfies(expression: string, approved: readonly string[]): boolean;
}
