/** The package brings no types. */
declare module 'spdx-satisfies' {
  /** @throws where `expression` is no SPDX expression */
  export default function satisfies(expression: string, approved: readonly string[]): boolean;
}
