/** All charts of a sweep in one archive, as the page shows them; loaded when they are first saved. */
import type { SweepSummary } from '../../../main/ipc/schemas/sweep.ts';
import { readInk } from './charts/read-ink.ts';
import { allFigures } from './charts/saving/all-figures.ts';
import { saveAll } from './charts/saving/save.ts';
import { FEWEST_SCORED, importanceShares } from './importance-shares.ts';
import type { Looking } from './looking.svelte.ts';
import type { SweepView } from './sweep-view.svelte.ts';

interface Shown {
  readonly sweep: SweepSummary;
  readonly view: SweepView;
  readonly looking: Looking;
  readonly titles: Readonly<Record<string, string>>;
  readonly theme: 'light' | 'dark';
}

/** With the page's pruned-trials switch, objective, brush and focus. */
export async function saveCharts({ sweep, view, looking, titles, theme }: Shown): Promise<void> {
  const { objectives, space, epochs } = sweep.settings;
  const { trials, objective, brushed, focused } = looking;
  const figures = allFigures({
    ...{ trials, objectives, objective, space, titles, epochs },
    ...{ curves: view.curves, pieces: view.pieces },
    ...{ method: 'PED-ANOVA', least: FEWEST_SCORED },
    importance: importanceShares(trials, { space, objectives }, objective),
  });
  await saveAll(sweep.name, figures, readInk(theme), { brushed, focused });
}
