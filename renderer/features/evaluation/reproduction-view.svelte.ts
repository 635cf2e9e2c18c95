import { useLab } from '../../lib/lab.ts';
import { Loaded, type Loading } from '../../lib/loaded.svelte.ts';
import { wholeOf } from './defaults.ts';
import { afterEvent, type RunGroup } from './reproduction.ts';

/** The groups of runs that reproduce the course, kept up to date while they train. Create it during component setup. */
export class ReproductionView {
  readonly #lab = useLab();
  readonly #groups: Loaded<readonly RunGroup[]>;

  constructor() {
    const { client } = this.#lab;
    this.#groups = new Loaded(() => client.request('runs.groups', {}));
    $effect(() =>
      client.listen('run', (event) => {
        const groups = this.#groups.value;
        if (!groups) return;
        const next = afterEvent(groups, event);
        if (next !== groups) this.#groups.set(next);
        // Another window started one.
        else if (event.kind === 'changed' && event.run.group !== null) void this.#groups.reload();
      }),
    );
  }

  get state(): Loading<readonly RunGroup[]> {
    return this.#groups.state;
  }

  get groups(): readonly RunGroup[] {
    return this.#groups.value ?? [];
  }

  /** That of the route, else the newest. */
  readonly shown: RunGroup | undefined = $derived.by(() => {
    const asked = wholeOf(this.#lab.router.query.get('group'));
    if (asked !== null) return this.groups.find(({ group }) => group === asked);
    return [...this.groups].sort((a, b) => b.createdAt - a.createdAt)[0];
  });

  /** @returns whether it was started */
  async start(dataset: number, seeds: number, epochs: number): Promise<boolean> {
    const { client, notices, router } = this.#lab;
    const begun = await notices.attempt(() => client.request('runs.reproduce', { dataset, seeds, epochs }));
    if (!begun) return false;
    await this.#groups.reload();
    router.set({ group: begun.group });
    return true;
  }

  reload(): Promise<void> {
    return this.#groups.reload();
  }
}
