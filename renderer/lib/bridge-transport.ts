import type { EventName } from '../../main/ipc/contract.ts';
import type { Answer, Transport } from './transport.ts';

/** The API that Electron's preload exposes to the page. */
interface Bridge {
  request(channel: string, input: unknown): Promise<Answer>;
  listen(hear: (event: EventName, payload: unknown) => void): void;
}

/** Null in a browser. The connection in Electron never breaks while the window exists. */
export function bridgeTransport(): Transport | null {
  const bridge = (window as { lab?: Bridge }).lab;
  if (!bridge) return null;
  return {
    ask: (channel, input) => bridge.request(channel, input),
    open: (receiver) => {
      bridge.listen((event, payload) => receiver.event(event, payload));
      receiver.connected(true);
    },
    retry: () => {},
  };
}
