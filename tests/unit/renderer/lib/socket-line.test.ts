/** A camera's frames over a real WebSocket: what happens to a request whose answer does not arrive. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { decode, encode } from '@msgpack/msgpack';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FrameAnswer } from '../../../../main/ipc/schemas/live.ts';
import { SocketLine } from '../../../../renderer/lib/socket-line.ts';

const PIXELS = new Uint8Array(64 * 64 * 3);

/** @param answer the server's handler for the number of a frame */
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

test('one connection serves all requests', async (context) => {
  const { line, connections } = await lineTo(context, (frame, socket) => socket.send(encode(seen(frame))));
  for (const frame of [1, 2, 3]) assert.equal((await line.ask([1], PIXELS)).frame, frame);
  assert.equal(connections(), 1);
});

test('a broken connection ends the request; the next one reconnects', async (context) => {
  const { line, connections } = await lineTo(context, (frame, socket) => {
    if (frame === 1) socket.terminate();
    else socket.send(encode(seen(frame)));
  });
  await assert.rejects(line.ask([1], PIXELS), message(/was lost/));
  assert.equal((await line.ask([1], PIXELS)).frame, 2);
  assert.equal(connections(), 2);
});

test('closing while it connects ends the request at once', async (context) => {
  const { line } = await lineTo(context, () => assert.fail('no request was expected'));
  const asked = line.ask([1], PIXELS);
  line.close();
  await assert.rejects(asked, message(/was lost/));
});

test('there is no server to connect to', async (context) => {
  const { line, server } = await lineTo(context, () => {});
  server.close();
  await once(server, 'close');
  await assert.rejects(line.ask([1], PIXELS), message(/was lost/));
});

test('an answer is awaited for ten seconds; a late one is not taken for the answer to the next request', async (context) => {
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
