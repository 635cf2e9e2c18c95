/** The latency of one picture through a trial's network, measured by main's recognition host once per network. */
import { initialise } from '../convnet/initialisers.ts';
import type { Network } from '../convnet/network.ts';
import { exportOnnx } from '../onnx/export.ts';
import type { ComputeEvent } from './compute-messages.ts';

export class LatencyAsked {
  readonly #send: (event: ComputeEvent) => void;
  readonly #classes: readonly string[];
  /** By the network's layers. */
  readonly #known = new Map<string, Promise<number | null>>();
  readonly #waiting = new Map<number, (seconds: number | null) => void>();
  #lastId = 0;

  constructor(send: (event: ComputeEvent) => void, classes: readonly string[]) {
    this.#send = send;
    this.#classes = classes;
  }

  /** Seconds; null if main could not measure it. */
  of(network: Network): Promise<number | null> {
    const key = JSON.stringify(network.layers);
    const known = this.#known.get(key);
    if (known) return known;
    const asked = new Promise<number | null>((resolve) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, resolve);
      this.#send({ kind: 'measure-latency', id, model: this.#model(network) });
    });
    this.#known.set(key, asked);
    return asked;
  }

  answer(id: number, seconds: number | null): void {
    this.#waiting.get(id)?.(seconds);
    this.#waiting.delete(id);
  }

  /** The weights do not matter, so the model has initial ones. */
  #model(network: Network): Uint8Array {
    return exportOnnx({
      ...{ network, parameters: initialise(network, 1), classes: this.#classes },
      metadata: {
        ...{ datasetSha256: '', trainAccuracy: null, testAccuracy: null, rejection: null },
        ...{ seed: 0, initSeed: 1, hyperparameters: {} },
      },
    });
  }
}
