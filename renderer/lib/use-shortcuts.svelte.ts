import { useLab } from './lab.ts';
import type { Shortcut } from './shortcuts.svelte.ts';

type Listed = readonly Omit<Shortcut, 'group'>[];

/**
 * Shortcuts while the component is mounted; the `?` dialog lists them under `group`. Passed as functions, so that the
 * list is in the page's language.
 */
export function useShortcuts(group: string | (() => string), shortcuts: Listed | (() => Listed)): void {
  const lab = useLab();
  $effect.pre(() => {
    const heading = typeof group === 'string' ? group : group();
    const list = typeof shortcuts === 'function' ? shortcuts() : shortcuts;
    return lab.shortcuts.add(list.map((shortcut) => ({ ...shortcut, group: heading })));
  });
}
