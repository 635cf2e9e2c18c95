/** Names of keys: in the notation of shortcuts, and as shown to people. */
const MAC = globalThis.navigator !== undefined && /Mac|iPhone|iPad/.test(navigator.platform);

/** The key properties of a KeyboardEvent. */
export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The key with its modifiers; Shift is omitted where the key already implies it (`?`, not `Shift+?`). */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  const shown = key === ' ' ? 'Space' : key;
  const named = shown.length > 1 || /[a-z]/i.test(shown);
  const parts = [
    (MAC ? metaKey : ctrlKey) && 'Mod',
    altKey && 'Alt',
    shiftKey && named && 'Shift',
    shown.length === 1 ? shown.toLowerCase() : shown,
  ];
  return parts.filter(Boolean).join('+');
}

/** `Mod+a` as shown on this system: `Ctrl A`, on a Mac `⌘ A`. */
export function keyParts(keys: string): string[] {
  const names: Record<string, string> = {
    Mod: MAC ? '⌘' : 'Ctrl',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    Escape: 'Esc',
  };
  return keys.split(/[ +]/).map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}
