/** What the live screen must not forget when it is left: one of each per page. */
import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import type { Lab } from '../../lib/lab.ts';
import { Corrections } from './corrections.svelte.ts';
import { t } from './messages/index.ts';
import { Retraining } from './retraining.svelte.ts';

interface Kept {
  readonly corrections: Corrections;
  readonly retraining: Retraining;
}

const kept = new WeakMap<Lab, Kept>();

export function keptWith(lab: Lab): Kept {
  const before = kept.get(lab);
  if (before) return before;
  const corrections = new Corrections(lab);
  const retraining = new Retraining(lab, (model, dataset, seconds) => {
    corrections.trained(dataset);
    announce(lab, model, seconds.toFixed(1));
  });
  const made = { corrections, retraining };
  kept.set(lab, made);
  return made;
}

/** On the live screen the new model replaces the old one; the camera stays on. Another screen's address is not changed. */
function announce({ router, notices }: Lab, model: ModelSummary, s: string): void {
  if (router.path === '/live') {
    router.set({ model: String(model.id) });
    notices.say(t.inUse({ model: model.name, s }));
  } else {
    const use = { label: t.useLive(), run: () => router.go('/live', { model: model.id }) };
    notices.say(t.trainedMeanwhile({ model: model.name, s }), use);
  }
}
