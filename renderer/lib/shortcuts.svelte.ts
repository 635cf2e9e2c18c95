import { untrack } from 'svelte';
import { keyName } from './keys.ts';

/** Registered shortcuts, and their list for the help dialog. */
export interface Shortcut {
  /** As shown and as pressed: `g d` is a sequence, `Shift+ArrowDown`, `Mod+a` (Ctrl, on a Mac Cmd), `?`. */
  readonly keys: string;
  readonly title: string;
  /** Heading in the help dialog: the screen's name, or `Everywhere`. */
  readonly group: string;
  readonly run: (event: KeyboardEvent) => void;
  /** Active even while a field has focus. */
  readonly inFields?: boolean;
  /** The browser itself handles these keys (it pastes): they are listed, and not intercepted. */
  readonly listedOnly?: boolean;
}

/** Milliseconds between the keys of a sequence. */
const PATIENCE = 1200;
function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target.isContentEditable || target.matches('textarea, select');
}

/** A dialog or a menu handles the keyboard by itself. */
function insideOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog], [role=menu], [role=listbox]') !== null;
}

export class Shortcuts {
  #list = $state.raw<readonly Shortcut[]>([]);
  #before = '';
  #at = 0;

  constructor() {
    window.addEventListener('keydown', (event) => this.#press(event));
  }

  get list(): readonly Shortcut[] {
    return this.#list;
  }

  /** Later ones take precedence. In a component: `useShortcuts`. */
  add(shortcuts: readonly Shortcut[]): () => void {
    // Registering shortcuts must not depend on the others.
    this.#list = [...shortcuts, ...untrack(() => this.#list)];
    return () => {
      this.#list = untrack(() => this.#list).filter((shortcut) => !shortcuts.includes(shortcut));
    };
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
    if (insideOverlay(event.target)) return;
    const key = keyName(event);
    const sequence = event.timeStamp - this.#at < PATIENCE ? `${this.#before} ${key}` : key;
    const found = this.#find(sequence, event) ?? this.#find(key, event);
    this.#before = found ? '' : key;
    this.#at = event.timeStamp;
    if (!found) return;
    event.preventDefault();
    found.run(event);
  }

  #find(keys: string, { target }: KeyboardEvent): Shortcut | undefined {
    const fits = ({ keys: wanted, inFields, listedOnly }: Shortcut) =>
      wanted === keys && !listedOnly && (inFields || !takesText(target));
    return this.#list.find(fits);
  }
}
