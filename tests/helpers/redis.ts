/** A Redis server for one test: a free port of this machine, a password, nothing on the disk. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connectQueue } from '../../native-bridge/queue/connect.ts';

/** `skip` reason if there is no Redis server to start; false if there is one. */
export const withoutRedis: string | false =
  spawnSync('redis-server', ['--version']).status === 0
    ? false
    : 'no redis-server here (Debian and Ubuntu: apt install redis-server)';

export interface TestServer {
  readonly port: number;
  readonly password: string;
  /** Including the password. */
  readonly url: string;
  readonly pid: number;
  /** Kills it at once; its data is lost. */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>;
  /** The output of `redis-cli ARGS`, without the last line break. */
  cli(...args: string[]): string;
}

const PASSWORD = 'a secret/with%signs';

/** Ends with the test (or suite). */
export async function redisServer(
  test: { after(fn: () => unknown): void },
  settings: readonly string[] = [],
): Promise<TestServer> {
  const port = await freePort();
  let child = await started(port, settings);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  test.after(kill);
  return {
    ...{ port, password: PASSWORD, kill },
    url: addressOf(port),
    get pid() {
      return child.pid!;
    },
    async restart() {
      await kill();
      child = await started(port, settings);
    },
    cli: (...args) =>
      spawnSync('redis-cli', ['-p', String(port), '--no-auth-warning', '-a', PASSWORD, ...args], {
        encoding: 'utf8',
      }).stdout.trimEnd(),
  };
}

function addressOf(port: number): string {
  return `redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/0`;
}

async function started(port: number, settings: readonly string[]): Promise<ChildProcess> {
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--requirepass', PASSWORD];
  const plain = ['--save', '', '--appendonly', 'no', '--daemonize', 'no'];
  const child = spawn('redis-server', [...own, ...plain, ...settings], { stdio: 'ignore' });
  const deadline = Date.now() + 10_000;
  while (!(await answers(port))) {
    if (Date.now() > deadline) throw new Error('redis-server did not start');
    await pause(20);
  }
  return child;
}

async function answers(port: number): Promise<boolean> {
  try {
    (await connectQueue(addressOf(port))).close();
    return true;
  } catch (error) {
    // A server that is unsuitable as a queue answers too.
    return !/is not running|still reading/.test(String(error));
  }
}

/** A port of this machine that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}
