/** Splits off a share of the training pictures. */
import { splitOffPictures } from '../../../native-bridge/host/dataset-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import { SPLITS } from '../../ipc/schemas/common.ts';
import { groupsAmong, type Takes } from './capture-groups.ts';
import type { Columns } from './columns.ts';
import { picturesInWords } from './edit.ts';
import type { Step } from './store.ts';
import { listPictures } from './version-files.ts';

export interface SplitOff {
  readonly split: 'validation' | 'test';
  /** Share of the training pictures. */
  readonly share: number;
  readonly seed: number;
}

/**
 * The version that does so: with the pictures that `--validation` and `--test` take for the same share and seed.
 * @throws HostError if that split has pictures already, or a class has too few.
 */
export function splitOffStep(
  columns: Columns,
  classes: readonly string[],
  takes: Takes | null,
  { split, share, seed }: SplitOff,
): Step {
  const there = listPictures(columns, [split]).ids.length;
  if (there > 0) {
    throw new HostError({
      message: `There is a ${split} split of ${picturesInWords(there)} already.`,
      remedy: `Move its pictures to train first: a ${split} split can only be split off if there is none.`,
      badArgument: true,
    });
  }
  const train = listPictures(columns, ['train']);
  if (train.ids.length === 0) throw nothingToSplitOff();
  const splitOff = splitOffPictures(
    Int32Array.from(train.labels),
    groupsAmong(takes, train.ids, train.labels),
    share,
    seed,
    classes,
  );
  if (!splitOff.ok) throw new HostError(splitOff.failure);
  const change = [SPLITS.indexOf('train'), SPLITS.indexOf(split)] as const;
  const changes = [...splitOff.taken].map((place) => {
    const picture = train.ids[place]!;
    const label = columns.labels[picture]!;
    return { picture, split: change, label: [label, label] as const, state: [0, 0] as const };
  });
  const percent = Math.round(share * 1000) / 10;
  const what = takes ? `${percent} % of every class, in whole sessions or bursts` : `${percent} % of every class`;
  const summary = `Moved ${picturesInWords(changes.length)} to ${split}: ${what}, seed ${seed}`;
  return { kind: 'edit', summary, changes };
}

function nothingToSplitOff(): HostError {
  return new HostError({
    message: 'There are no training pictures to split.',
    remedy: 'Move pictures to train first.',
    badArgument: true,
  });
}
