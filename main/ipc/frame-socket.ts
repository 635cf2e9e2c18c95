/** Carries camera frames between a page of the browser lab and the recognition host: MessagePack, in both directions. */
import { decode, encode } from '@msgpack/msgpack';
import type { RawData, WebSocket } from 'ws';
import type { Live } from '../services/live/service.ts';

/** RFC 6455, 7.4.1. */
const [UNSUPPORTED, POLICY] = [1003, 1008];

/** Serves one page's frames until it disconnects. The host checks what a frame holds, and answers every one. */
export function serveFrames(socket: WebSocket, frames: Live['frames']): void {
  socket.on('message', async (data, isBinary) => {
    if (!isBinary) return socket.close(UNSUPPORTED, 'frames are binary');
    const asked = read(data);
    if (asked === undefined) return socket.close(POLICY, 'no frame');
    const answer = await frames(asked);
    if (socket.readyState === socket.OPEN) socket.send(encode(answer, { ignoreUndefined: true }));
  });
  socket.on('error', () => {});
}

function read(data: RawData): unknown {
  try {
    return decode(Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data as ArrayBuffer));
  } catch {
    return undefined;
  }
}
