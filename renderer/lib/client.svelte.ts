import type { Channel, EventName, EventOf, Input, Output } from '../../main/ipc/contract.ts';
import { LabError } from './lab-error.ts';
import type { Transport } from './transport.ts';

type Hearer = (payload: never) => void;

/** The page's only connection to the outside: requests and events of the contract. */
export class Client {
  readonly #transport: Transport;
  readonly #hearers = new Map<EventName, Set<Hearer>>();
  #connected = $state(false);
  #everConnected = $state(false);
  #connections = $state(0);

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.open({
      event: (name, payload) => {
        for (const hear of [...(this.#hearers.get(name) ?? [])]) hear(payload as never);
      },
      connected: (is) => this.#turn(is),
    });
  }

  /** Rejects with a LabError. Input must be plain: call `$state.snapshot` on proxies. */
  async request<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
    const answer = await this.#transport.ask(channel, input);
    if (answer.ok) return answer.value as Output<C>;
    throw new LabError(answer.failure);
  }

  /** Returns the unsubscribe function. In a component: `$effect(() => client.listen(...))`. */
  listen<E extends EventName>(event: E, hear: (payload: EventOf<E>) => void): () => void {
    const hearers = this.#hearers.get(event) ?? new Set();
    this.#hearers.set(event, hearers);
    hearers.add(hear as Hearer);
    return () => hearers.delete(hear as Hearer);
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** It was connected before, and is not now. */
  get lost(): boolean {
    return this.#everConnected && !this.#connected;
  }

  /** Counts the connections: data loaded under an earlier one is reloaded. */
  get connections(): number {
    return this.#connections;
  }

  retry(): void {
    this.#transport.retry();
  }

  #turn(is: boolean): void {
    this.#connected = is;
    if (!is) return;
    this.#everConnected = true;
    this.#connections++;
  }
}
