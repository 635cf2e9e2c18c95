/** A network that cannot be: the message names the layer and the shape that reached it; `remedy` the way out. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly remedy: string;
  /** Index of the layer in `network.layers`, -1 where no single layer is to blame. */
  readonly layer: number;
  constructor(message: string, remedy: string, layer = -1) {
    super(message);
    this.remedy = remedy;
    this.layer = layer;
  }
}
