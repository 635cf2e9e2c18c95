/**
 * Connections to a queue server. The first one is checked before it is used; afterwards every connection is restored
 * automatically, and commands wait for it.
 */
import { isIP } from 'node:net';
import { Redis, type RedisOptions } from 'ioredis';
import { parseAddress, type QueueAddress } from './address.ts';
import { explain } from './refusals.ts';
import { readFacts, requireSuitable } from './server-checks.ts';
import { TIMING, type Timing } from './timing.ts';

export interface QueueServer {
  /** For ordinary commands, never for blocking ones. */
  readonly client: Redis;
  /** Host and port, which may be shown. */
  readonly shown: string;
  /** Whether the server currently answers commands. */
  readonly reachable: boolean;
  /** Registers a callback for changes of `reachable`. */
  onReachable(hear: (reachable: boolean) => void): void;
  /** ms since 1970 by the server's clock, which all machines share, for a time of this machine's clock. */
  serverTime(local?: number): number;
  /** Another connection, for blocking commands. */
  another(): Connection;
  /** Ends all connections; waiting commands are rejected. */
  close(): void;
}

export interface Connection {
  readonly client: Redis;
  /** Ends it and all connections made from it. */
  close(): void;
}

const CONNECT_WITHIN = 5000; // ms
const LONGEST_PAUSE = 2000; // ms between two attempts

/**
 * @throws ArgumentError if the address cannot be read; QueueError if the server is unreachable, refuses the password or
 * is not suitable for a queue. Neither contains the password.
 */
export async function connectQueue(url: string, timing: Timing = TIMING): Promise<QueueServer> {
  const address = parseAddress(url);
  const state = { comesBack: false };
  const client = new Redis(optionsOf(address, timing, state));
  try {
    await firstConnect(client, address.shown);
    requireSuitable(readFacts(await answer(client.info('everything'), address.shown)), address.shown);
    const skew = await clockSkew(client);
    state.comesBack = true;
    return server(client, { address, skew, state });
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

/** State of all connections: whether lost ones are restored. */
interface State {
  comesBack: boolean;
}
type ReadonlyState = Readonly<State>;

function optionsOf(address: QueueAddress, timing: Timing, state: ReadonlyState): RedisOptions {
  const { shown: _, tls, ...rest } = address;
  return {
    ...rest,
    // A certificate names hosts, not numeric addresses.
    ...(tls && { tls: isIP(address.host) === 0 ? { servername: address.host } : {} }),
    lazyConnect: true,
    // Required by BullMQ: a command waits for the connection, however long it is lost.
    maxRetriesPerRequest: null,
    // ioredis, named here, has the interface that BullMQ was written for.
    protocol: 2,
    connectTimeout: CONNECT_WITHIN,
    socketTimeout: timing.silence,
    disableClientInfo: true,
    retryStrategy: (times) => (state.comesBack ? Math.min(50 * 2 ** Math.min(times, 10), LONGEST_PAUSE) : null),
  };
}

async function firstConnect(client: Redis, shown: string): Promise<void> {
  const heard: NodeJS.ErrnoException[] = [];
  client.on('error', (error) => heard.push(error));
  try {
    await client.connect();
  } catch {
    throw explain(heard, shown);
  } finally {
    client.removeAllListeners('error');
    // From now on `onReachable` reports a lost connection; without a listener the library prints every error.
    client.on('error', () => {});
  }
  if (heard.length > 0) throw explain(heard, shown);
}

async function answer(reply: Promise<string>, shown: string): Promise<string> {
  try {
    return await reply;
  } catch (error) {
    throw explain([error as Error], shown);
  }
}

/** The server's clock minus this machine's, in ms. */
async function clockSkew(client: Redis): Promise<number> {
  const before = Date.now();
  const [seconds, microseconds] = await client.time();
  return Number(seconds) * 1000 + Number(microseconds) / 1000 - (before + Date.now()) / 2;
}

interface ServerParts {
  readonly address: QueueAddress;
  readonly skew: number;
  readonly state: State;
}

function server(client: Redis, { address, skew, state }: ServerParts): QueueServer {
  const others = new Set<Connection>();
  const hearers = new Set<(reachable: boolean) => void>();
  let reachable = true;
  const report = (now: boolean) => {
    if (now === reachable) return;
    reachable = now;
    for (const hear of hearers) hear(now);
  };
  client.on('ready', () => report(true));
  client.on('close', () => report(false));
  return {
    ...{ client, shown: address.shown },
    get reachable() {
      return reachable;
    },
    onReachable: (hear) => void hearers.add(hear),
    serverTime: (local = Date.now()) => local + skew,
    another() {
      const other = connectionOf(client);
      others.add(other);
      return other;
    },
    close() {
      hearers.clear();
      state.comesBack = false;
      for (const other of others) other.close();
      end(client);
    },
  };
}

/** BullMQ makes more connections from the given one, and waits for them when it closes; this can end them all. */
function connectionOf(model: Redis): Connection {
  const family = new Set<Redis>();
  const adopt = (one: Redis): Redis => {
    one.on('error', () => {});
    family.add(one);
    const duplicate = one.duplicate.bind(one);
    one.duplicate = (override) => adopt(duplicate(override));
    return one;
  };
  return {
    client: adopt(model.duplicate()),
    close() {
      for (const one of family) end(one);
    },
  };
}

/**
 * Ends a connection and rejects waiting commands. A connection that waits to be restored would keep its commands
 * forever, so it is restored at once: if that fails, the library rejects the waiting commands.
 */
function end(one: Redis): void {
  one.disconnect();
  if (one.status !== 'reconnecting') return;
  one.once('ready', () => one.disconnect());
  one.connect().catch(() => {});
}
