import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { decode, encode } from '@msgpack/msgpack';
import { WebSocket } from 'ws';
import { HostError } from '../../../main/hosts/host-error.ts';
import type { Handlers } from '../../../main/ipc/contract.ts';
import { MAX_MESSAGE_BYTES } from '../../../main/ipc/wire.ts';
import { type Serving, serveLab } from '../../../main/serve.ts';
import type { Lab, Listener } from '../../../main/services/lab.ts';

/** A lab with one request and one bug: the subject is who may send requests, and how. */
const listeners = new Set<Listener>();
const lab: Pick<Lab, 'handlers' | 'listen' | 'frames'> = {
  frames: async () => ({ kind: 'failed', frame: null, admitted: false, error: { message: 'No.', badArgument: true } }),
  handlers: {
    'preferences.get': () => ({ theme: 'dark', thumbnail: 72, camera: '', cameras: {} }),
    'datasets.list': () => {
      throw new HostError({ message: 'No.', remedy: 'Yes.', badArgument: true });
    },
    'models.list': () => {
      throw new TypeError('a fault');
    },
  } as unknown as Handlers,
  listen(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

let serving: Serving;
let port: number;
let cookie: string;
const folder = mkdtempSync(join(tmpdir(), 'signs-lab-'));
before(async () => {
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<title>the page</title>');
  writeFileSync(join(page, 'assets', 'a-12345678.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  serving = await serveLab(lab, page, 0);
  port = Number(new URL(serving.url).port);
});
after(async () => {
  await serving.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers, setHost: !('Host' in headers) },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** The open socket, or the status with which it was refused. */
function connect(headers: Record<string, string>): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/lab`, { headers });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode ?? 0));
    socket.on('error', reject);
  });
}

async function page(): Promise<WebSocket> {
  const socket = await connect({ Cookie: cookie, Origin: `http://127.0.0.1:${port}` });
  assert.ok(socket instanceof WebSocket);
  return socket;
}

function next(socket: WebSocket): Promise<unknown> {
  return new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(decode(data))));
}

function closed(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once('close', (code) => resolve(code)));
}

describe('access', () => {
  test('nobody without the token', async () => {
    assert.equal((await get('/')).status, 403);
    assert.equal((await get('/?token=wrong')).status, 403);
    assert.equal(await connect({ Origin: `http://127.0.0.1:${port}` }), 403);
  });

  test('the token works once, and is exchanged for a cookie that scripts and other sites cannot read', async () => {
    const { pathname, search } = new URL(serving.url);
    const first = await get(pathname + search);
    assert.equal(first.status, 303);
    const [set = ''] = first.headers['set-cookie'] as string[];
    assert.match(set, /HttpOnly; SameSite=Strict/);
    cookie = set.split(';')[0]!;
    const second = await get(pathname + search);
    assert.equal(second.status, 403);
    assert.match(second.body, /A link works once/);
    assert.equal((await get(pathname + search, { Cookie: cookie })).status, 303, 'another tab of the same browser');
    assert.match((await get('/', { Cookie: cookie })).body, /the page/);
  });

  test('no other host name, because a foreign site could point one at this machine', async () => {
    assert.equal((await get('/', { Cookie: cookie, Host: `evil.example:${port}` })).status, 403);
    assert.equal((await get('/', { Cookie: cookie, Host: `localhost:${port}` })).status, 200);
  });

  test('no socket of a foreign page, even with the cookie', async () => {
    assert.equal(await connect({ Cookie: cookie, Origin: 'https://evil.example' }), 403);
    assert.equal(await connect({ Cookie: cookie }), 403);
  });

  test('files of the page are served; uploads and files outside it are refused', async () => {
    assert.equal((await get('/', { Cookie: cookie }, 'POST')).status, 405);
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '//etc/passwd']) {
      const { status, body } = await get(path, { Cookie: cookie });
      assert.ok(status >= 400 && !body.includes('secret\n') && body !== 'secret', `${path}: ${status} ${body}`);
    }
  });

  test('every answer has the policy; hashed files are cached, the document is not', async () => {
    const document = await get('/', { Cookie: cookie });
    assert.match(String(document.headers['content-security-policy']), /default-src 'none'; script-src 'self'/);
    assert.equal(document.headers['cache-control'], 'no-cache');
    const script = await get('/assets/a-12345678.js', { Cookie: cookie });
    assert.match(String(script.headers['cache-control']), /immutable/);
    assert.equal(script.headers['x-content-type-options'], 'nosniff');
  });
});

describe('requests', () => {
  test('an answer, a refusal with a message, a bug with its stack', async () => {
    const socket = await page();
    const ask = async (id: number, channel: unknown, input: unknown) => {
      socket.send(encode([id, channel, input]));
      return (await next(socket)) as [number, boolean, Record<string, unknown>];
    };
    assert.deepEqual(await ask(1, 'preferences.get', {}), [
      1,
      true,
      { theme: 'dark', thumbnail: 72, camera: '', cameras: {} },
    ]);
    assert.deepEqual(await ask(2, 'datasets.list', {}), [
      2,
      false,
      { message: 'No.', remedy: 'Yes.', badArgument: true },
    ]);
    const fault = await ask(3, 'models.list', {});
    assert.equal(fault[2].message, 'a fault');
    assert.match(String(fault[2].stack), /serve\.test/);
    socket.close();
  });

  test('an unknown request and invalid input are reported, and nothing is called', async () => {
    const socket = await page();
    for (const [channel, input, words] of [
      ['__proto__', {}, /no request "__proto__"/],
      [7, {}, /no request 7/],
      ['preferences.get', { theme: 1 }, /preferences\.get was requested with invalid input: .*theme/s],
      ['datasets.get', { dataset: 'x' }, /dataset/],
    ] as const) {
      socket.send(encode([1, channel, input]));
      const [, ok, failure] = (await next(socket)) as [number, boolean, { message: string; badArgument: boolean }];
      assert.equal(ok, false);
      assert.match(failure.message, words);
      assert.equal(failure.badArgument, true);
    }
    socket.close();
  });

  test('a message that is not a request closes the connection', async () => {
    for (const [message, code] of [
      [encode('hello'), 1008],
      [encode([0, 'preferences.get', {}]), 1008],
      [Buffer.from([0xc1]), 1008],
      ['text', 1003],
      [Buffer.alloc(MAX_MESSAGE_BYTES + 1), 1009],
    ] as const) {
      const socket = await page();
      const ending = closed(socket);
      socket.send(message);
      assert.equal(await ending, code);
    }
  });

  test('every page receives every event until it disconnects', async () => {
    const [one, two] = [await page(), await page()];
    const heard = [next(one), next(two)];
    for (const tell of listeners) tell('dataset', { dataset: 3 });
    assert.deepEqual(await Promise.all(heard), [
      [0, 'dataset', { dataset: 3 }],
      [0, 'dataset', { dataset: 3 }],
    ]);
    const ended = [closed(one), closed(two)];
    one.close();
    two.close();
    await Promise.all(ended);
    // The server is notified a turn later.
    for (let tries = 0; listeners.size > 0 && tries < 100; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(listeners.size, 0);
  });
});

test('a taken port is reported', async () => {
  await assert.rejects(serveLab(lab, '.', port), (error: HostError) => {
    assert.match(error.message, new RegExp(`Port ${port} .* another program uses it`));
    return error.badArgument;
  });
});
