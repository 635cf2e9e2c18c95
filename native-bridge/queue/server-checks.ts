/** Checks that a server is suitable for a queue, from its own information (`INFO server memory replication`). */
import { QueueError } from './queue-error.ts';

/** BullMQ's minimum version. */
const OLDEST = [6, 2] as const;

/** `name:value` lines. */
export type ServerFacts = ReadonlyMap<string, string>;

export function readFacts(info: string): ServerFacts {
  const pairs = info.split(/\r?\n/).map((line) => /^([a-z_]+):(.*)$/.exec(line));
  return new Map(pairs.filter((pair) => pair !== null).map(([, name, value]) => [name!, value!]));
}

/** @throws QueueError with the first reason why that server is not suitable. */
export function requireSuitable(facts: ServerFacts, shown: string): void {
  const version = facts.get('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new QueueError(
      `The queue server at ${shown} is Redis ${version || 'of an unknown version'}; ${OLDEST.join('.')} or later is needed.`,
      'Install a newer Redis or Valkey; Debian and Ubuntu: apt install redis-server',
    );
  }
  const policy = facts.get('maxmemory_policy') ?? 'noeviction';
  if (policy !== 'noeviction') {
    throw new QueueError(
      `The queue server at ${shown} may drop keys when its memory is full (maxmemory-policy ${policy}), and pieces of a sweep with them.`,
      'Set it on the server: redis-cli CONFIG SET maxmemory-policy noeviction, and the same line in redis.conf.',
    );
  }
  if (facts.get('redis_mode') === 'cluster') {
    throw new QueueError(
      `The queue server at ${shown} is part of a Redis cluster, which is not supported.`,
      'Use a single server, the default of redis-server.',
    );
  }
  if (facts.get('role') === 'slave') {
    throw new QueueError(`The queue server at ${shown} is a read-only replica.`, 'Name the server that it copies.');
  }
}
