/** Which pictures a run is validated on. */
import type { RunSummary } from '../../main/ipc/schemas/run.ts';

export type RunValidation =
  /** The run trains on the dataset's validation pictures too: none are left. */
  | { readonly kind: 'joined' }
  /** That share of the training pictures. */
  | { readonly kind: 'splitOff'; readonly share: number }
  | { readonly kind: 'own' }
  | { readonly kind: 'none' }
  /** The dataset's own if it has any: nothing was measured yet that would tell. */
  | { readonly kind: 'unknown' };

export function validationOf({ settings, state, best }: RunSummary): RunValidation {
  if (settings.joinValidation) return { kind: 'joined' };
  if (settings.validation !== undefined) return { kind: 'splitOff', share: settings.validation };
  // The dataset may have been edited since, so what the run measured counts.
  if (best !== null) return { kind: 'own' };
  if (state.kind === 'done') return { kind: state.validationAccuracy === null ? 'none' : 'own' };
  return { kind: 'unknown' };
}
