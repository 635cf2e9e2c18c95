/** Carries the contract over WebSockets: every page of the browser lab has one. */
import type { RawData, WebSocket } from 'ws';
import type { Lab } from '../services/lab.ts';
import { answer } from './answer.ts';
import { readRequest, writeAnswer, writeEvent } from './wire.ts';

/** Most bytes that may wait for a slow page; above that its socket is closed, and it reloads what it shows. */
const MAX_WAITING = 32 * 2 ** 20;
/** ms between two pings. A page that does not answer one before the next is disconnected. */
const HEARTBEAT = 30_000;

/** RFC 6455, 7.4.1. */
const [UNSUPPORTED, POLICY, TRY_AGAIN] = [1003, 1008, 1013];

/** Serves one page until it disconnects. */
export function serveSocket(socket: WebSocket, lab: Pick<Lab, 'handlers' | 'listen'>): void {
  const silence = lab.listen((event, payload) => {
    if (socket.bufferedAmount < MAX_WAITING) socket.send(writeEvent(event, payload));
    // The page reconnects at once and reloads what it shows, which is less than everything it missed.
    else socket.close(TRY_AGAIN, 'the page does not keep up');
  });
  const stopBeating = heartbeat(socket);
  socket.on('message', async (data, isBinary) => {
    if (!isBinary) return socket.close(UNSUPPORTED, 'messages are binary');
    const asked = readRequest(bytesOf(data));
    if (!asked) return socket.close(POLICY, 'no request');
    const answered = await answer(lab.handlers, asked.channel, asked.input);
    if (socket.readyState === socket.OPEN) socket.send(writeAnswer(asked.id, answered));
  });
  // A frame that is too large, or not a frame at all: ws itself closes the socket after the error.
  socket.on('error', () => {});
  socket.on('close', () => {
    silence();
    stopBeating();
  });
}

function bytesOf(data: RawData): Uint8Array {
  return Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data as ArrayBuffer);
}

function heartbeat(socket: WebSocket): () => void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const timer = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, HEARTBEAT);
  timer.unref();
  return () => clearInterval(timer);
}
