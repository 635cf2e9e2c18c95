import type { Feature, Screen } from '../lib/feature.ts';
import { matchPath } from '../lib/router.svelte.ts';

const modules = import.meta.glob<{ feature: Feature }>('../features/*/feature.ts', { eager: true });

/** Every folder of `features/` that has a feature.ts, in navigation order. */
export const FEATURES: readonly Feature[] = Object.values(modules)
  .map(({ feature }) => feature)
  .sort((a, b) => a.order - b.order);

export interface Match {
  readonly feature: Feature;
  readonly screen: Screen;
  readonly params: Readonly<Record<string, string>>;
}

/** The screen for a path; null where there is none. */
export function findScreen(path: string): Match | null {
  for (const feature of FEATURES) {
    for (const screen of feature.screens) {
      const params = matchPath(screen.path, path);
      if (params) return { feature, screen, params };
    }
  }
  return null;
}
