/** An invalid network: the message names the layer and the shape that reached it; `remedy` says what to do. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly remedy: string;
  /** Index of the layer in `network.layers`, -1 if no single layer is to blame. */
  readonly layer: number;
  constructor(message: string, remedy: string, layer = -1) {
    super(message);
    this.remedy = remedy;
    this.layer = layer;
  }
}
