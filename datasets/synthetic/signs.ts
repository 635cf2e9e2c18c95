/** The signs that are drawn. */
export const SIGNS = [0, 1, 2, 3, 4, 5] as const;
export type Sign = (typeof SIGNS)[number];

/** Whether a class of that name is drawn. */
export function isDrawn(title: string): boolean {
  return SIGNS.some((sign) => String(sign) === title);
}
