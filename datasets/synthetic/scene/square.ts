/** In pixels of a frame; it may extend beyond it. */
export interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}
