/** The use cases of preprocessing cards: show, change, try on a picture, find by measuring. */
import { type Recogniser, withRecognition } from '../../hosts/recognition.ts';
import type { HandlersOf, Output } from '../../ipc/contract.ts';
import type { ModelSummary } from '../../ipc/schemas/model.ts';
import type { LabContext } from '../context.ts';
import type { Datasets } from '../datasets/service.ts';
import { writeCard } from './foreign-files.ts';
import { modelFile, refused, underAnotherName } from './model-files.ts';
import type { ModelRows } from './model-rows.ts';
import { originalsOf } from './originals.ts';

interface Rooms {
  readonly context: LabContext;
  readonly datasets: Datasets;
  readonly recogniser: Recogniser;
  readonly rows: ModelRows;
  readonly changed: (model: number) => ModelSummary;
}

type CardHandlers = Pick<
  HandlersOf<'models'>,
  'models.card' | 'models.setCard' | 'models.measureCard' | 'models.previewCard'
>;

export function cardHandlers({ context, datasets, recogniser, rows, changed }: Rooms): CardHandlers {
  const { paths, tasks } = context;
  const inspected = (id: number): Promise<Output<'models.card'>> => {
    const { name } = rows.get(id);
    const path = modelFile(paths.model(id));
    return underAnotherName(path, name, recogniser.ask<'inspect'>({ kind: 'inspect', path }));
  };
  return {
    'models.card': ({ model }) => inspected(model),
    'models.setCard': async ({ model: id, card }) => {
      const { name } = rows.get(id);
      if (!(await inspected(id)).foreign) {
        throw refused(`${name} defines its preprocessing itself.`, 'Leave its card as it is.');
      }
      const path = modelFile(paths.model(id));
      const tried = recogniser.ask<'tryCard'>({ kind: 'tryCard', path, draft: card });
      const { card: whole, classes } = await underAnotherName(path, name, tried);
      await writeCard(paths.model(id), whole);
      rows.setLabels(id, whole.labels ?? Array.from({ length: classes }, (_, k) => String(k)));
      changed(id);
      return inspected(id);
    },
    'models.measureCard': ({ task, model: id, dataset }) => {
      const { name } = rows.get(id);
      const path = modelFile(paths.model(id));
      const title = `The card of ${name}, measured on ${datasets.summary(dataset).name}`;
      return tasks.run({ id: task, kind: 'answers', title }, async ({ signal, progress }) => {
        const data = { spec: await datasets.versionFile(dataset) };
        const originals = originalsOf(context, dataset);
        const question = { kind: 'measure', path, data, originals } as const;
        // It takes up to a minute: a separate host leaves the shared one free for Live, and can be killed.
        return withRecognition((host) => {
          signal.addEventListener('abort', () => host.kill());
          const measuring = host.ask<'measure'>(question, (done, total) =>
            progress({ step: 'Trying every card on pictures', done, total }),
          );
          return underAnotherName(path, name, measuring);
        });
      });
    },
    'models.previewCard': async ({ card, picture }) => {
      if (picture.kind === 'bytes') {
        const { name, bytes } = picture;
        return recogniser.ask<'preview'>({ kind: 'preview', card, picture: { kind: 'file', name, bytes } });
      }
      const shown = await largestOf(datasets, picture);
      return recogniser.ask<'preview'>({ kind: 'preview', card, picture: shown });
    },
  };
}

/** The original file of a dataset's picture, if a page can show it; else its 64x64 pixels. */
export async function largestOf(datasets: Datasets, picture: { dataset: number; picture: number }) {
  const [pixels, original] = [
    await datasets.pixels(picture.dataset, [picture.picture]),
    await datasets.handlers['pictures.original'](picture),
  ];
  return original.kind === 'file'
    ? ({ kind: 'file', name: 'The picture', bytes: original.bytes } as const)
    : ({ kind: 'pixels', pixels } as const);
}
