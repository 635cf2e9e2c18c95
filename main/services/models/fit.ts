/** Whether a model answers the question that a dataset asks. */
import { HostError } from '../../hosts/host-error.ts';
import type { DatasetSummary } from '../../ipc/nouns/dataset.ts';
import type { ModelSummary } from '../../ipc/nouns/model.ts';

/** A model without a card says only how many classes it has. @throws HostError */
export function requireFit({ name, labels, card }: ModelSummary, dataset: DatasetSummary): void {
  const { classes } = dataset;
  const fits = card ? JSON.stringify(labels) === JSON.stringify(classes) : labels.length === classes.length;
  if (fits) return;
  throw new HostError({
    message: `${name} recognises ${labels.length} classes (${labels.join(', ')}), but ${dataset.name} has ${classes.length} (${classes.join(', ')}).`,
    remedy: 'Choose a dataset with its classes, or train a model on this one.',
    badArgument: true,
  });
}
