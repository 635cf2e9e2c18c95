/** The way of a camera's frames to the recognition host and back: beside the contract, one at a time. */
import type { FrameAnswer } from '../../main/ipc/nouns/live.ts';
import { PortLine } from './port-line.ts';
import { SocketLine } from './socket-line.ts';

export interface FrameLine {
  /** (64,64,3) RGB for one or two models. Rejects with a LabError where the line breaks; the next question mends it. */
  ask(models: readonly number[], pixels: Uint8Array): Promise<FrameAnswer>;
  close(): void;
}

/** A MessagePort straight to the host in the desktop app, a WebSocket of its own in the browser lab. */
export function openFrameLine(): FrameLine {
  const bridge = (window as { lab?: { openFrames(): void } }).lab;
  if (bridge) return new PortLine(bridge);
  return new SocketLine(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/frames`);
}
