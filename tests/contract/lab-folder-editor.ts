/**
 * The process that lab-folder.test.ts kills: it edits a dataset through the real service without a pause, and prints a
 * line for every version once the service has acknowledged it. Arguments: the lab folder; `edit DATASET SEED`, or
 * `import PATH`.
 */
import { writeSync } from 'node:fs';
import { MT19937 } from '../../datasets/random/mt19937.ts';
import type { Asked } from '../../main/ipc/contract.ts';
import { packIds } from '../../main/services/datasets/packed-ids.ts';
import { openLabFolder } from '../helpers/lab-folder.ts';

const [root, what, ...rest] = process.argv.slice(2) as [string, string, ...string[]];
const lab = openLabFolder(root);
/** Written synchronously: what is printed was acknowledged. */
const say = (word: unknown) => writeSync(1, `${JSON.stringify(word)}\n`);

if (what === 'import') {
  const { id } = await lab.ask('datasets.import', { task: 'import', source: { kind: 'path', path: rest[0]! } });
  say({ imported: id });
  setInterval(() => {}, 1000); // the lab stays open until it is killed
} else {
  await editForEver(Number(rest[0]), new MT19937(Number(rest[1])));
}

async function editForEver(dataset: number, random: MT19937): Promise<never> {
  const { counts } = lab.datasets.summary(dataset);
  const count = counts.train.total + counts.validation.total + counts.test.total;
  say({ ready: dataset });
  for (;;) {
    const { version, summary } = await step(dataset, random, count);
    say({ version, ...summary });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** One edit, undo or redo, and the service's answer. */
async function step(dataset: number, random: MT19937, count: number) {
  const { canUndo, canRedo } = lab.datasets.summary(dataset);
  const draw = random.randomSample();
  const { version, counts, excluded, relabelled } =
    draw < 0.2 && canUndo
      ? await lab.ask('datasets.undo', { dataset })
      : draw < 0.3 && canRedo
        ? await lab.ask('datasets.redo', { dataset })
        : await edit(dataset, random, count);
  const totals = [counts.train.total, counts.validation.total, counts.test.total];
  return { version, summary: { totals, excluded, relabelled } };
}

function edit(dataset: number, random: MT19937, count: number) {
  const pick = (n: number) => Math.floor(random.randomSample() * n);
  const edits: Asked<'pictures.edit'>['edit'][] = [
    { kind: 'relabel', label: pick(6) },
    { kind: 'split', split: (['train', 'validation', 'test'] as const)[pick(3)]! },
    { kind: 'exclude' },
    { kind: 'include' },
  ];
  const ids = packIds(Uint32Array.from({ length: 1 + pick(count / 2) }, () => pick(count)));
  return lab.ask('pictures.edit', { dataset, ids, edit: edits[pick(edits.length)]! });
}
