import type { Component } from 'svelte';
import type { IconName } from '../components/icons.ts';

/** What a screen gets: the named parts of its path. Everything else of the route is in `useLab().router.query`. */
export interface ScreenProps {
  readonly params: Readonly<Record<string, string>>;
}

export interface Screen {
  /** `/datasets/:dataset` */
  readonly path: string;
  /** For the document's title, in the page's language. */
  readonly title: () => string;
  readonly load: () => Promise<{ readonly default: Component<ScreenProps> | Component<Record<string, never>> }>;
}

/** What `features/NAME/feature.ts` exports as `feature`: small, since all of them are in the first script. */
export interface Feature {
  readonly title: () => string;
  /** Of its first screen; the navigation marks everything that begins with it. */
  readonly path: string;
  /** Its letter after `g`. Null: not in the navigation. */
  readonly key: string | null;
  /** Place in the navigation, ascending. */
  readonly order: number;
  /** Name of an icon of `components/icons.ts`. */
  readonly icon: IconName;
  readonly screens: readonly Screen[];
}
