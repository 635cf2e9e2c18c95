/** Whether a model's classes match those of a dataset. */
import { shownNames } from '../../../native-bridge/host/dataset-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import type { DatasetSummary } from '../../ipc/schemas/dataset.ts';
import type { ModelSummary } from '../../ipc/schemas/model.ts';

/**
 * A foreign model may have the same classes in another order; of one without class names only their number is known.
 * @throws HostError
 */
export function requireFit({ name, labels, card }: ModelSummary, dataset: DatasetSummary): void {
  const { classes } = dataset;
  const inOrder = JSON.stringify(labels) === JSON.stringify(classes);
  const unnamed = card === null && labels.every((label, k) => label === String(k));
  const same = labels.length === classes.length && classes.every((one) => labels.includes(one));
  if (inOrder || (unnamed && labels.length === classes.length) || (card === null && same)) return;
  throw new HostError({
    message: `${name} recognises ${labels.length} classes (${shownNames(labels)}), but ${dataset.name} has ${classes.length} (${shownNames(classes)}).`,
    remedy: 'Choose a dataset with its classes, or train a model on this one.',
    badArgument: true,
  });
}
