import { useLab } from './lab.ts';
import type { Shortcut } from './shortcuts.svelte.ts';

type Listed = readonly Omit<Shortcut, 'group'>[];

/**
 * Shortcuts for as long as the component stands; they are listed in the `?` dialog under `group`. As functions, so that
 * the list is in the page's language.
 */
export function useShortcuts(group: string | (() => string), shortcuts: Listed | (() => Listed)): void {
  const lab = useLab();
  $effect.pre(() => {
    const heading = typeof group === 'string' ? group : group();
    const list = typeof shortcuts === 'function' ? shortcuts() : shortcuts;
    return lab.shortcuts.add(list.map((shortcut) => ({ ...shortcut, group: heading })));
  });
}
