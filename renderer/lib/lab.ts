import { createContext } from 'svelte';
import { bridgeTransport } from './bridge-transport.ts';
import { Camera } from './camera.svelte.ts';
import { Client } from './client.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { Router } from './router.svelte.ts';
import { Shortcuts } from './shortcuts.svelte.ts';
import { SocketTransport } from './socket-transport.ts';
import { Tasks } from './tasks.svelte.ts';
import { Look } from './theme.svelte.ts';

/** Available to every screen. */
export interface Lab {
  readonly client: Client;
  readonly router: Router;
  readonly tasks: Tasks;
  readonly notices: Notices;
  readonly shortcuts: Shortcuts;
  readonly look: Look;
  /** Off until a screen opens it. */
  readonly camera: Camera;
}

export const [useLab, provideLab] = createContext<Lab>();

export function createLab(): Lab {
  const socket = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/lab`;
  const client = new Client(bridgeTransport() ?? new SocketTransport(socket));
  return {
    client,
    router: new Router(),
    tasks: new Tasks(client),
    notices: new Notices(),
    shortcuts: new Shortcuts(),
    look: new Look(client),
    camera: new Camera(),
  };
}
