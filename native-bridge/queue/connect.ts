/**
 * Connections to a queue server. The first one is checked before anything is built on it; afterwards every connection
 * is restored automatically, and commands wait for it.
 */
import { isIP } from 'node:net';
import { Redis, type RedisOptions } from 'ioredis';
import { parseAddress, type QueueAddress } from './address.ts';
import { explain } from './refusals.ts';
import { readFacts, requireSuitable } from './server-checks.ts';
import { TIMING, type Timing } from './timing.ts';

export interface QueueServer {
  /** For ordinary commands; never one that blocks. */
  readonly client: Redis;
  /** Host and port: what may be shown. */
  readonly shown: string;
  /** Whether commands are answered at the moment. */
  readonly reachable: boolean;
  /** Called when that has changed. */
  onReachable(hear: (reachable: boolean) => void): void;
  /** ms since 1970 by the server's clock, which all machines share; of a moment of this machine's clock. */
  serverTime(local?: number): number;
  /** Another connection, for commands that block. */
  another(): Connection;
  /** Ends all connections, the others too; commands that wait are rejected. */
  close(): void;
}

export interface Connection {
  readonly client: Redis;
  /** Ends it and those that were made from it. */
  close(): void;
}

const CONNECT_WITHIN = 5000; // ms
const LONGEST_PAUSE = 2000; // ms between two attempts

/**
 * @throws ArgumentError if the address cannot be read; QueueError if the server is not there, refuses the password
 * or is not fit to carry a queue. Neither holds the password.
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

/** Of all connections: whether one that is lost is made again. */
interface State {
  comesBack: boolean;
}
type ReadonlyState = Readonly<State>;

function optionsOf(address: QueueAddress, timing: Timing, state: ReadonlyState): RedisOptions {
  const { shown: _, tls, ...rest } = address;
  return {
    ...rest,
    // A certificate names machines; an address of numbers is none.
    ...(tls && { tls: isIP(address.host) === 0 ? { servername: address.host } : {} }),
    lazyConnect: true,
    // BullMQ's wish: a command waits for the connection, however long it is away.
    maxRetriesPerRequest: null,
    // The library that is named here speaks the protocol that BullMQ was written for.
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
    // From now on a lost connection is reported by `onReachable`; without a listener the library prints every error.
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

/** Server's clock minus this machine's, ms. */
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

/** BullMQ makes connections from the one it is given, and waits for them when it closes: all can be ended. */
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
 * Ends a connection, and rejects what waits on it. One that waits to be made again would keep its commands for ever, so it
 * is made now: where that fails, the library gives up what waits.
 */
function end(one: Redis): void {
  one.disconnect();
  if (one.status !== 'reconnecting') return;
  one.once('ready', () => one.disconnect());
  one.connect().catch(() => {});
}
