/**
 * Composition root of the browser lab: serves the page's files and one WebSocket per page, on 127.0.0.1 only. The token in
 * the printed link works once; the browser that uses it gets a cookie.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { WebSocketServer } from 'ws';
import { Entrance } from './entrance.ts';
import { HostError } from './hosts/host-error.ts';
import { serveFrames } from './ipc/frame-socket.ts';
import { PAGE_HEADERS } from './ipc/page-headers.ts';
import { serveSocket } from './ipc/websocket.ts';
import { MAX_MESSAGE_BYTES } from './ipc/wire.ts';
import type { Lab } from './services/lab.ts';

export interface Serving {
  /** Including its token. */
  readonly url: string;
  /** Whoever has it may request another link. */
  readonly key: string;
  /** Another one-time link. */
  invite(): string;
  close(): Promise<void>;
}

/** @throws HostError if the port is taken. @param page folder of the built page @param port 0: any free port */
export async function serveLab(
  lab: Pick<Lab, 'handlers' | 'listen' | 'frames'>,
  page: string,
  port: number,
): Promise<Serving> {
  const server = createServer();
  await listen(server, port);
  const entrance = new Entrance((server.address() as AddressInfo).port);
  const files = sirv(page, { etag: true, gzip: true, brotli: true, setHeaders: cacheHashed });
  server.on('request', (request, response) => serveFile(request, response, entrance, files));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  server.on('upgrade', (request, socket, head) => {
    if (entrance.admitsSocket(request)) {
      sockets.handleUpgrade(request, socket, head, (accepted) =>
        request.url === '/frames' ? serveFrames(accepted, lab.frames) : serveSocket(accepted, lab),
      );
    } else {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    }
  });
  return {
    url: entrance.url,
    key: entrance.key,
    invite: () => entrance.invite(),
    async close() {
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'the lab is closed');
      server.closeIdleConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        setTimeout(() => server.closeAllConnections(), CLOSING).unref();
      });
    },
  };
}

/** RFC 6455, 7.4.1. */
const GOING_AWAY = 1001;
/** ms that pages have to answer the close. */
const CLOSING = 500;

type Files = ReturnType<typeof sirv>;

function serveFile(request: IncomingMessage, response: ServerResponse, entrance: Entrance, files: Files): void {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
  const decision = entrance.decide(request);
  switch (decision.kind) {
    case 'serve':
      files(request, response, () => respond(response, 404, 'There is no such file in the lab.'));
      break;
    case 'welcome':
      response.writeHead(303, { Location: '/', 'Set-Cookie': decision.cookie, 'Cache-Control': 'no-store' });
      response.end();
      break;
    case 'invite':
      respond(response, 200, decision.url);
      break;
    case 'refuse':
      respond(response, decision.status, decision.reason);
  }
}

function respond(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

/** Files below assets/ have their hash in their name; the document is revalidated every time. */
function cacheHashed(response: ServerResponse, path: string): void {
  const hashed = path.startsWith('/assets/');
  response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(unavailable(port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it',
  EACCES: 'the system does not allow it',
};

function unavailable(port: number, error: NodeJS.ErrnoException): Error {
  const reason = REASONS[error.code ?? ''];
  if (reason === undefined) return error;
  return new HostError({
    message: `Port ${port} of 127.0.0.1 is not available: ${reason}.`,
    remedy: 'Give another one with --port, or leave it out to use any free port.',
    badArgument: true,
  });
}
