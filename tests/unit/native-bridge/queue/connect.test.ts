/** Requirements for a queue server, reported in sentences without a password. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { parseAddress } from '../../../../native-bridge/queue/address.ts';
import { connectQueue } from '../../../../native-bridge/queue/connect.ts';
import { readFacts, requireSuitable } from '../../../../native-bridge/queue/server-checks.ts';
import { freePort, redisServer, withoutRedis } from '../../../helpers/redis.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const withoutOpenssl = spawnSync('openssl', ['version']).status === 0 ? false : 'no openssl here to make a certificate';

/** The error of `connectQueue` with all its content as text. */
async function refusalOf(url: string): Promise<string> {
  const error = await connectQueue(url).then(
    (server) => server.close(),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Error && 'remedy' in error, `${url}: ${inspect(error)}`);
  return `${error.message}\n${error.remedy}\n${inspect(error, { depth: 20, showHidden: true })}`;
}

describe('the address of a queue', () => {
  test('is read with its password decoded, and shown without it', () => {
    const address = parseAddress('rediss://lab:p%40ss%2Fword@queue.example:6390/3');
    assert.deepEqual(address, {
      ...{ host: 'queue.example', port: 6390, db: 3, tls: true, shown: 'queue.example:6390' },
      ...{ username: 'lab', password: 'p@ss/word' },
    });
    assert.equal(parseAddress('redis://[::1]').host, '::1');
    assert.equal(parseAddress('redis://h').port, 6379);
  });

  test('that is invalid is refused without repeating any of it', () => {
    for (const text of [
      'secret',
      'http://:secret@h',
      'redis://:secret@',
      'redis://:secret@h/x',
      'redis://:sec%ret@h',
      'redis://:secret@h?a=1',
    ]) {
      assert.throws(
        () => parseAddress(text),
        (error: Error) => /The address of the queue/.test(error.message) && !/sec%?ret/.test(inspect(error)),
        text,
      );
    }
  });
});

describe('a server', { skip: withoutRedis }, () => {
  test('that requires a password, or another one, is reported with a remedy', async (t) => {
    const { port, url, password } = await redisServer(t);
    const wrong = await refusalOf(`redis://:nonsense@127.0.0.1:${port}`);
    assert.match(wrong, new RegExp(`127\\.0\\.0\\.1:${port} refuses the password`));
    assert.doesNotMatch(wrong, /nonsense/);
    assert.match(await refusalOf(`redis://127.0.0.1:${port}`), /requires a password/);
    assert.match(await refusalOf(`redis://someone:else@127.0.0.1:${port}`), /refuses the password/);
    assert.match(await refusalOf(url.replace('/0', '/99')), /no database of that number/);
    const server = await connectQueue(url);
    t.after(() => server.close());
    assert.equal(await server.client.ping(), 'PONG');
    assert.ok(!server.shown.includes(password));
  });

  test('that may drop keys is refused with the command that fixes it', async (t) => {
    const server = await redisServer(t, ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru']);
    assert.match(
      await refusalOf(server.url),
      /maxmemory-policy allkeys-lru[\s\S]*CONFIG SET maxmemory-policy noeviction/,
    );
    server.cli('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    (await connectQueue(server.url)).close();
  });

  test('that is not Redis, or unreachable, is reported', async (t) => {
    const web = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    t.after(() => web.close());
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo;
    assert.match(await refusalOf(`redis://:secret@127.0.0.1:${port}`), /does not speak Redis there/);
    web.closeAllConnections();
    assert.match(await refusalOf('redis://:secret@127.0.0.1:1'), /127\.0\.0\.1:1 is not running/);
    assert.match(await refusalOf('redis://:secret@no-such-machine.invalid'), /no machine has that name/);
  });

  test('that goes away is reported, and reconnects by itself', async (t) => {
    const redis = await redisServer(t);
    const server = await connectQueue(redis.url);
    t.after(() => server.close());
    const heard: boolean[] = [];
    server.onReachable((reachable) => heard.push(reachable));
    await redis.restart();
    assert.equal(await server.client.ping(), 'PONG', 'a command waits for the connection');
    assert.deepEqual(heard, [false, true]);
    assert.equal(server.reachable, true);
  });

  test('with an encrypted connection is used if its certificate is trusted, and otherwise reported', {
    skip: withoutOpenssl,
  }, async (t) => {
    const folder = temporaryFolder(t);
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '1', '-nodes'];
    spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      ...subject,
      '-keyout',
      key,
      '-out',
      certificate,
    ]);
    const tlsPort = await freePort();
    const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
    const server = await redisServer(t, ['--tls-port', String(tlsPort), ...files, '--tls-auth-clients', 'no']);
    const url = server.url.replace('redis:', 'rediss:').replace(`127.0.0.1:${server.port}`, `localhost:${tlsPort}`);
    assert.match(await refusalOf(url), /certificate that this machine does not trust[\s\S]*NODE_EXTRA_CA_CERTS/);
    assert.match(await refusalOf(url.replace('rediss:', 'redis:')), /does not speak Redis there/);
    const connect = pathToFileURL(join(import.meta.dirname, '../../../../native-bridge/queue/connect.ts')).href;
    const program = `const { connectQueue } = await import('${connect}');
      const server = await connectQueue(process.env.URL);
      const other = server.another();
      console.log(await other.client.ping());
      server.close();`;
    const env = { ...process.env, URL: url, NODE_EXTRA_CA_CERTS: certificate };
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      env,
      encoding: 'utf8',
      timeout: 20_000,
    });
    assert.equal(ran.stdout, 'PONG\n', ran.stderr);
  });

  test('gives the same time to all machines', async (t) => {
    const server = await connectQueue((await redisServer(t)).url);
    t.after(() => server.close());
    assert.ok(Math.abs(server.serverTime() - Date.now()) < 1000, 'it runs on this machine');
    assert.equal(server.serverTime(5000) - server.serverTime(3000), 2000);
  });
});

describe("a server's own information", () => {
  const facts = (...lines: string[]) => readFacts(['# Server', ...lines].join('\r\n'));
  const said = (...lines: string[]) => {
    try {
      requireSuitable(facts(...lines), 'h:1');
      return 'fits';
    } catch (error) {
      return String(error);
    }
  };

  test('decides whether it can carry a queue', () => {
    assert.equal(said('redis_version:7.0.15', 'maxmemory_policy:noeviction', 'role:master'), 'fits');
    assert.equal(said('redis_version:6.2.0'), 'fits');
    assert.equal(said('redis_version:7.2.4', 'server_name:valkey', 'valkey_version:8.1.0'), 'fits');
    assert.match(said('redis_version:6.0.16'), /Redis 6\.0\.16; 6\.2 or later/);
    assert.match(said('redis_version:5.0.7'), /6\.2 or later/);
    assert.match(said('redis_version:7.0.0', 'redis_mode:cluster'), /cluster/);
    assert.match(said('redis_version:7.0.0', 'role:slave'), /read-only replica/);
    assert.match(said('redis_version:7.0.0', 'maxmemory_policy:volatile-lru'), /volatile-lru/);
  });
});
