import type { SweepSummary } from '../../../main/ipc/nouns/sweep.ts';
import type { Looking } from './looking.svelte.ts';
import type { SweepView } from './sweep-view.svelte.ts';
export interface Shown {
  readonly sweep: SweepSummary;
  readonly view: SweepView;
  readonly looking: Looking;
  readonly titles: Readonly<Record<string, string>>;
}
export async function saveCharts(_: Shown): Promise<void> {}
