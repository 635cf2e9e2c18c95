import type { Network } from '../../../../native-bridge/convnet/network.ts';
import { LabError } from '../../../lib/lab-error.ts';
import { t } from '../messages/index.ts';

/** Of every net that the lab trains, and of every picture in Learn. */
const PICTURE = [64, 64, 3];

/** @throws LabError where the model takes pictures of another size than Learn's */
export function requireSize(name: string, { input }: Pick<Network, 'input'>): void {
  if (String(input) === String(PICTURE)) return;
  throw new LabError({
    message: t.wrongSize({ name, size: input.join(' × '), own: PICTURE.join(' × ') }),
    remedy: t.chooseRightSize(),
    badArgument: true,
  });
}
