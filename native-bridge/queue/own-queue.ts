/** The BullMQ side of a sweep: its queue, its events, and the cleanup of sweeps that were not ended properly. */
import { Queue, QueueEvents } from './bullmq.ts';
import type { SweepCard } from './cards.ts';
import type { QueueServer } from './connect.ts';
import { checkKeys, picturesKey, QUEUE_PREFIX, SWEEPS, sweepKeys } from './keys.ts';
import { PICTURES_LIVE } from './picture-transfer.ts';

/** Number of events that the server keeps: BullMQ writes four per piece, and they are read at once. */
const EVENTS_KEPT = 2000;
/** A sweep without a sign of life for this long was killed, and its remains are removed. */
const ABANDONED = 60 * 60 * 1000; // ms
/** How long states and results outlive a killed sweep; BullMQ's keys stay until the next sweep begins. */
export const KEYS_LIVE = 60 * 60 * 1000; // ms

export function sweepQueue(server: QueueServer, sweep: string): Queue {
  const queue = new Queue(sweep, {
    ...{ connection: server.client, prefix: QUEUE_PREFIX, skipVersionCheck: true },
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  // Relevant errors are reported by the failed call, or by the connection.
  queue.on('error', () => {});
  return queue;
}

/** Events of the queue's jobs, on a separate connection; some may be lost with the connection. */
export function sweepNews(server: QueueServer, sweep: string): QueueEvents {
  const news = new QueueEvents(sweep, {
    ...{ connection: server.another().client, prefix: QUEUE_PREFIX, skipVersionCheck: true },
  });
  news.on('error', () => {});
  return news;
}

/** Removes everything of a sweep from the server, except its pictures, which expire and may be in use by others. */
export async function removeSweep(server: QueueServer, sweep: string, queue: Queue): Promise<void> {
  const { client } = server;
  await client.zrem(SWEEPS, sweep);
  await client.unlink(...Object.values(sweepKeys(sweep)));
  await queue.obliterate({ force: true });
}

/**
 * Removes what a worker has written for a sweep after its end: a worker's checks continue until it notices, and a
 * suspended worker can wake up in the middle of them. Does nothing for a sweep that still exists.
 */
export async function removeRemains({ client }: QueueServer, sweep: string): Promise<void> {
  if ((await client.zscore(SWEEPS, sweep)) !== null) return;
  await client.unlink(...Object.values(sweepKeys(sweep)), ...checkKeys(sweep));
}

/** Removes the remains of killed sweeps. */
export async function removeAbandoned(server: QueueServer): Promise<void> {
  const before = server.serverTime() - ABANDONED;
  for (const sweep of await server.client.zrangebyscore(SWEEPS, 0, before)) {
    const queue = sweepQueue(server, sweep);
    await removeSweep(server, sweep, queue).finally(() => queue.close());
  }
}

/**
 * Sends one sign of life of a sweep.
 * @param cardLives ms without another one until workers leave it
 * @returns whether its pictures are still on the server, and its workers' cards by id
 */
export async function showLife(
  server: QueueServer,
  card: SweepCard,
  cardLives: number,
): Promise<{ pictures: boolean; workers: Record<string, string> }> {
  const { sweep, pictures: own } = card;
  const { card: cardKey, workers, states, results, stops } = sweepKeys(sweep);
  const calls = server.client
    .pipeline()
    .set(cardKey, JSON.stringify(card), 'PX', cardLives)
    .zadd(SWEEPS, server.serverTime(), sweep);
  for (const key of [workers, states, results, stops]) calls.pexpire(key, KEYS_LIVE);
  const replies = await calls.pexpire(picturesKey(own.sha256), PICTURES_LIVE).hgetall(workers).exec();
  for (const [error] of replies ?? []) if (error) throw error;
  const [pictures, cards] = (replies ?? []).slice(-2).map(([, reply]) => reply);
  return { pictures: pictures === 1, workers: cards as Record<string, string> };
}
