/** `--map train=images,labels=y`: which array of a file of arrays is which. */
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { ArrayMap } from '../../native-bridge/host/compute-messages.ts';

export const MAP_FLAG = '--map <roles>';
export const MAP_HELP = 'which array is which, where names and shapes do not decide: train=images,labels=y';

/** For the help of a command that has the flag. */
export const MAP_EXPLAINED = `
--map gives arrays of HDF5 and numpy files their roles, as ROLE=ARRAY,ROLE=ARRAY. Roles: train, labels (of the training
pictures), validation, validation-labels, test, test-labels, classes. An array is given by its name, by its file (X.npy),
or by both (train.npz:images). Roles that are not given are inferred, as without --map.`;

/** @throws InvalidArgumentError if that is not a list of roles and names. */
export function arrayMap(text: string): ArrayMap {
  const pairs = text.split(',').map((part): [string, string] => {
    const at = part.indexOf('=');
    if (at < 0) throw new InvalidArgumentError('It must be ROLE=ARRAY,ROLE=ARRAY, for example train=images,labels=y.');
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  });
  const twice = pairs.find(([role], i) => pairs.findIndex(([other]) => other === role) < i);
  if (twice) throw new InvalidArgumentError(`It names ${twice[0]} twice.`);
  const parsed = ArrayMap.safeParse(Object.fromEntries(pairs));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(
    `Roles are train, labels, validation, validation-labels, test, test-labels and classes. ${z.prettifyError(parsed.error)}`,
  );
}
