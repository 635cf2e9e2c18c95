/** In pixels of a frame; it may leave it. */
export interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}
