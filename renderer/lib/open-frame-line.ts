import type { PreloadApi } from '../../main/ipc/preload-api.ts';
import type { FrameLine } from './frame-line.ts';
import { PortLine } from './port-line.ts';
import { SocketLine } from './socket-line.ts';

/** A MessagePort directly to the host in the desktop app, a separate WebSocket in the browser lab. */
export function openFrameLine(): FrameLine {
  const bridge = (window as { lab?: PreloadApi }).lab;
  if (bridge) return new PortLine(bridge);
  return new SocketLine(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/frames`);
}
