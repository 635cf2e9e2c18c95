import type { RunSummary } from '../../../../main/ipc/schemas/run.ts';
import type { Client } from '../../../lib/client.svelte.ts';
import { unpackIds } from '../../../lib/packed-ids.ts';
import type { Batch } from './compute/batch-gradients.ts';
import type { KeptNet } from './kept-net.ts';
import { t } from './messages/index.ts';

/** Maximum number of pictures: the from-scratch operations take some 10 ms each. */
export const MOST_PICTURES = 128;
/** Used where the run's own mini-batch is not available. */
const SOME_PICTURES = 32;

export interface StepBatch extends Batch {
  /** The kept epoch whose next mini-batch it is. */
  readonly key: string;
  readonly dataset: number;
  readonly ids: readonly number[];
  /** Null where it is the run's own next mini-batch, complete. */
  readonly notOwn: NotOwn | null;
}

/** Why it is not the run's own next mini-batch. */
export interface NotOwn {
  /** Why the run's own is not available, as reported by main; null where it has too many pictures. */
  readonly why: string | null;
  /** Number of the run's own pictures, or of those used instead. */
  readonly pictures: number;
}

/**
 * The pictures for one step, as in the dataset.
 * @throws LabError where the dataset or a picture was removed
 */
export async function stepBatch(client: Client, run: RunSummary, net: KeptNet): Promise<StepBatch> {
  const { dataset } = run.settings;
  const version = run.datasetVersion;
  const own = net.nextBatch.kind === 'pictures' ? net.nextBatch.ids : await firstPictures(client, dataset, version);
  const ids = own.slice(0, MOST_PICTURES);
  const [{ pixels }, rows] = await Promise.all([
    client.request('pictures.pixels', { dataset, ids }),
    client.request('pictures.rows', { dataset, version, ids }),
  ]);
  const labels = new Map(rows.map(({ id, label }) => [id, label]));
  return {
    ...{ key: net.key, dataset, ids, images: pixels, notOwn: notOwn(net, own.length) },
    labels: Int32Array.from(ids, (id) => labels.get(id)!),
  };
}

async function firstPictures(client: Client, dataset: number, version: number): Promise<number[]> {
  const filter = { splits: ['train' as const] };
  const found = await client.request('pictures.find', { dataset, version, filter, sort: { by: 'index' } });
  return [...unpackIds(found.ids).slice(0, SOME_PICTURES)];
}

function notOwn({ nextBatch }: KeptNet, pictures: number): NotOwn | null {
  if (nextBatch.kind === 'none') return { why: nextBatch.why, pictures };
  return pictures <= MOST_PICTURES ? null : { why: null, pictures };
}

export function notOwnWords({ why, pictures }: NotOwn): string {
  return why === null ? t.firstOfBatch({ n: pictures, most: MOST_PICTURES }) : t.noOwnBatch({ why, n: pictures });
}
