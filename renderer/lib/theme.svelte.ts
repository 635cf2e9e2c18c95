import type { Preferences } from '../../main/ipc/schemas/lab.ts';
import type { Client } from './client.svelte.ts';
import { speak } from './language.ts';

/** The lab's appearance: stored by main, the same in every window. */
export class Look {
  readonly #client: Client;
  readonly #system = window.matchMedia('(prefers-color-scheme: dark)');
  #preferences = $state.raw<Preferences>({
    theme: 'system',
    language: 'system',
    thumbnail: 72,
    camera: '',
    cameras: {},
  });
  #systemDark = $state(this.#system.matches);
  /** Changes of this page that are still unanswered. */
  #underWay = 0;

  constructor(client: Client) {
    this.#client = client;
    this.#system.addEventListener('change', ({ matches }) => {
      this.#systemDark = matches;
    });
    // The echo of an earlier change must not undo a later one that is still in transit.
    client.listen('preferences', (preferences) => {
      if (this.#underWay === 0) void this.#take(preferences);
    });
  }

  get preferences(): Preferences {
    return this.#preferences;
  }

  /** Read it where script reads token colours: it changes when they do. */
  get theme(): 'light' | 'dark' {
    if (this.#preferences.theme !== 'system') return this.#preferences.theme;
    return this.#systemDark ? 'dark' : 'light';
  }

  async reload(): Promise<void> {
    await this.#take(await this.#client.request('preferences.get', {}));
  }

  /** Shown at once, then stored. */
  async set(change: Partial<Preferences>): Promise<void> {
    this.#underWay++;
    try {
      await this.#take({ ...this.#preferences, ...change });
      await this.#client.request('preferences.set', this.#preferences);
    } finally {
      this.#underWay--;
    }
  }

  async #take(preferences: Preferences): Promise<void> {
    this.#preferences = preferences;
    document.documentElement.dataset.theme = preferences.theme;
    await speak(preferences.language);
  }
}

/** The current colour of a token (`--chart-1`). */
export function tokenColour(token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
