import { useLab } from './lab.ts';
import type { Shortcut } from './shortcuts.svelte.ts';

/** Shortcuts for as long as the component stands; they are listed in the `?` dialog under `group`. */
export function useShortcuts(group: string, shortcuts: readonly Omit<Shortcut, 'group'>[]): void {
  const lab = useLab();
  $effect.pre(() => lab.shortcuts.add(shortcuts.map((shortcut) => ({ ...shortcut, group }))));
}
