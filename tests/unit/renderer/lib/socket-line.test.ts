/** A camera's frames over a real WebSocket: what becomes of a question whose answer does not come. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { decode, encode } from '@msgpack/msgpack';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FrameAnswer } from '../../../../main/ipc/schemas/live.ts';
import { SocketLine } from '../../../../renderer/lib/socket-line.ts';

const PIXELS = new Uint8Array(64 * 64 * 3);

/** @param answer what the server does with the number of a frame */
async function lineTo(context: test.TestContext, answer: (frame: number, socket: WebSocket) => void) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  let connections = 0;
  server.on('connection', (socket) => {
    connections++;
    socket.on('message', (data) => answer((decode(data as Buffer) as [number])[0], socket));
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const line = new SocketLine(`ws://127.0.0.1:${address.port}`);
  context.after(() => {
    line.close();
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return { line, server, connections: () => connections };
}

const seen = (frame: number): FrameAnswer => ({ kind: 'seen', frame, answers: [], compute: 1 });
const message = (expected: RegExp) => (thrown: Error) => expected.test(thrown.message);

test('one connection for all questions', async (context) => {
  const { line, connections } = await lineTo(context, (frame, socket) => socket.send(encode(seen(frame))));
  for (const frame of [1, 2, 3]) assert.equal((await line.ask([1], PIXELS)).frame, frame);
  assert.equal(connections(), 1);
});

test('a connection that breaks ends the question; the next one connects again', async (context) => {
  const { line, connections } = await lineTo(context, (frame, socket) => {
    if (frame === 1) socket.terminate();
    else socket.send(encode(seen(frame)));
  });
  await assert.rejects(line.ask([1], PIXELS), message(/was lost/));
  assert.equal((await line.ask([1], PIXELS)).frame, 2);
  assert.equal(connections(), 2);
});

test('closed while it connects: the question ends at once', async (context) => {
  const { line } = await lineTo(context, () => assert.fail('nothing was to be asked'));
  const asked = line.ask([1], PIXELS);
  line.close();
  await assert.rejects(asked, message(/was lost/));
});

test('nobody is there to connect to', async (context) => {
  const { line, server } = await lineTo(context, () => {});
  server.close();
  await once(server, 'close');
  await assert.rejects(line.ask([1], PIXELS), message(/was lost/));
});

test('an answer that does not come is waited for ten seconds; late, it is not the answer to the next question', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let late = () => {};
  const { line } = await lineTo(context, (frame, socket) => {
    if (frame === 1) late = () => socket.send(encode(seen(1)));
    else socket.send(encode(seen(frame)));
  });
  const first = line.ask([1], PIXELS);
  const refused = assert.rejects(first, message(/does not answer/));
  context.mock.timers.tick(10_000);
  await refused;
  const second = line.ask([1], PIXELS);
  late();
  assert.equal((await second).frame, 2);
});
