import type { Component } from 'svelte';
import type { IconName } from '../components/icons.ts';

/** Props of a screen: the named parts of its path. The rest of the route is in `useLab().router.query`. */
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

/** The `feature` export of `features/NAME/feature.ts`: small, since all of them are in the first script. */
export interface Feature {
  readonly title: () => string;
  /** Path of its first screen; the navigation marks every path that starts with it. */
  readonly path: string;
  /** Its key after `g`. Null: not in the navigation. */
  readonly key: string | null;
  /** Position in the navigation, ascending. */
  readonly order: number;
  /** Name of an icon of `components/icons.ts`. */
  readonly icon: IconName;
  readonly screens: readonly Screen[];
}
