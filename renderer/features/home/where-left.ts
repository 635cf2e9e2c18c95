/** Recent work to continue, and the model worth showing to the camera. */
import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import type { RunSummary } from '../../../main/ipc/schemas/run.ts';
import type { SweepSummary } from '../../../main/ipc/schemas/sweep.ts';

export interface Worked {
  readonly kind: 'dataset' | 'model' | 'run' | 'sweep';
  readonly name: string;
  /** Of its screen. */
  readonly path: string;
  /** ms since 1970. */
  readonly at: number;
}

interface Things {
  readonly runs: readonly Pick<RunSummary, 'id' | 'name' | 'createdAt'>[];
  readonly datasets: readonly Pick<DatasetSummary, 'id' | 'name' | 'createdAt'>[];
  readonly models: readonly Pick<ModelSummary, 'id' | 'name' | 'createdAt' | 'origin'>[];
  readonly sweeps: readonly Pick<SweepSummary, 'id' | 'name' | 'createdAt'>[];
  /** When a dataset was last changed, ms since 1970, where it is known. */
  readonly edited: ReadonlyMap<number, number>;
}

/** The most recently started or changed item; null in an empty lab. A run's model is its result, not separate work. */
export function lastWorkedOn({ runs, datasets, models, sweeps, edited }: Things): Worked | null {
  const opened = models.filter(({ origin }) => origin.kind === 'file');
  const all: Worked[] = [
    ...runs.map(({ id, name, createdAt: at }) => ({ kind: 'run', name, path: `/training/${id}`, at }) as const),
    ...sweeps.map(({ id, name, createdAt: at }) => ({ kind: 'sweep', name, path: `/tuning/${id}`, at }) as const),
    ...opened.map(({ id, name, createdAt: at }) => ({ kind: 'model', name, path: `/models/${id}`, at }) as const),
    ...datasets.map(({ id, name, createdAt }) => {
      return { kind: 'dataset', name, path: `/datasets/${id}`, at: edited.get(id) ?? createdAt } as const;
    }),
  ];
  return all.reduce<Worked | null>((last, one) => (last && last.at >= one.at ? last : one), null);
}

/** A model, its accuracy on test pictures, and how many others have the same classes. */
export interface Best<Model> {
  readonly model: Model;
  readonly testAccuracy: number | null;
  readonly others: number;
}

/**
 * Of the models with the newest one's classes, that with the highest accuracy on test pictures; among equals the
 * newest, and the newest where none was tested.
 * @param models newest first
 */
export function bestModel<Model extends Pick<ModelSummary, 'labels' | 'card'>>(
  models: readonly Model[],
): Best<Model> | null {
  const [newest] = models;
  if (!newest) return null;
  const alike = models.filter(({ labels }) => labels.join('\n') === newest.labels.join('\n'));
  const accuracyOf = (model: Model) => model.card?.testAccuracy ?? null;
  const model = alike.reduce((best, one) => ((accuracyOf(one) ?? -1) > (accuracyOf(best) ?? -1) ? one : best), newest);
  return { model, testAccuracy: accuracyOf(model), others: alike.length - 1 };
}
