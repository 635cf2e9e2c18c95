/** The BullMQ side of a sweep: its queue, the news of it, and what is left of sweeps that nobody ended. */
import { Queue, QueueEvents } from './bullmq.ts';
import type { SweepCard } from './cards.ts';
import type { QueueServer } from './connect.ts';
import { checkKeys, picturesKey, QUEUE_PREFIX, SWEEPS, sweepKeys } from './keys.ts';
import { PICTURES_LIVE } from './picture-transfer.ts';

/** Events that the server keeps: BullMQ writes four a piece, and they are read at once. */
const EVENTS_KEPT = 2000;
/** A sweep that has shown no sign of life for so long has been killed: what it left is removed. */
const ABANDONED = 60 * 60 * 1000; // ms
/** States and results outlive a sweep that was killed by that; BullMQ's keys until the next sweep begins. */
export const KEYS_LIVE = 60 * 60 * 1000; // ms

export function sweepQueue(server: QueueServer, sweep: string): Queue {
  const queue = new Queue(sweep, {
    ...{ connection: server.client, prefix: QUEUE_PREFIX, skipVersionCheck: true },
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  // What is worth telling comes back from the call that failed, or from the connection.
  queue.on('error', () => {});
  return queue;
}

/** News of the queue's jobs, on a separate connection; some may be lost with the connection. */
export function sweepNews(server: QueueServer, sweep: string): QueueEvents {
  const news = new QueueEvents(sweep, {
    ...{ connection: server.another().client, prefix: QUEUE_PREFIX, skipVersionCheck: true },
  });
  news.on('error', () => {});
  return news;
}

/** Takes away all that a sweep has on the server; its pictures go by themselves, others may use them. */
export async function removeSweep(server: QueueServer, sweep: string, queue: Queue): Promise<void> {
  const { client } = server;
  await client.zrem(SWEEPS, sweep);
  await client.unlink(...Object.values(sweepKeys(sweep)));
  await queue.obliterate({ force: true });
}

/**
 * Removes what a worker has written of a sweep after its end: its checks go on until it has noticed, and one that was
 * stopped wakes in the middle of them. A sweep that is still there is left alone.
 */
export async function removeRemains({ client }: QueueServer, sweep: string): Promise<void> {
  if ((await client.zscore(SWEEPS, sweep)) !== null) return;
  await client.unlink(...Object.values(sweepKeys(sweep)), ...checkKeys(sweep));
}

/** Removes what sweeps left that were killed. */
export async function removeAbandoned(server: QueueServer): Promise<void> {
  const before = server.serverTime() - ABANDONED;
  for (const sweep of await server.client.zrangebyscore(SWEEPS, 0, before)) {
    const queue = sweepQueue(server, sweep);
    await removeSweep(server, sweep, queue).finally(() => queue.close());
  }
}

/**
 * One sign of life of a sweep.
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
