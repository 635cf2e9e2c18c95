import type { RunSummary } from '../../../main/ipc/schemas/run.ts';
import type { Client } from '../../lib/client.svelte.ts';
import type { Notices } from '../../lib/notices.svelte.ts';
import { t } from './messages/index.ts';

/** Actions on a run. The result also arrives as an event, so every window shows it; failures are shown. */
export class RunActions {
  readonly #client: Client;
  readonly #notices: Notices;

  constructor(client: Client, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
  }

  pause({ id }: RunSummary) {
    return this.#notices.attempt(() => this.#client.request('runs.pause', { run: id }));
  }

  resume({ id }: RunSummary) {
    return this.#notices.attempt(() => this.#client.request('runs.resume', { run: id }));
  }

  finish({ id }: RunSummary, at: 'last' | 'best') {
    return this.#notices.attempt(() => this.#client.request('runs.finish', { run: id, at }));
  }

  extend({ id }: RunSummary, epochs: number) {
    return this.#notices.attempt(() => this.#client.request('runs.extend', { run: id, epochs }));
  }

  move({ id }: RunSummary, place: number) {
    return this.#notices.attempt(() => this.#client.request('runs.move', { run: id, place }));
  }

  rename({ id }: RunSummary, name: string) {
    return this.#notices.attempt(() => this.#client.request('runs.rename', { run: id, name }));
  }

  /** @returns whether it was removed; the notice restores it */
  async remove({ id, name }: RunSummary): Promise<boolean> {
    const removed = await this.#notices.attempt(() => this.#client.request('runs.remove', { run: id }));
    if (removed === undefined) return false;
    const undo = () => this.#client.request('runs.restore', { run: id });
    this.#notices.say(t.removed({ name }), { label: t.undo(), run: undo });
    return true;
  }
}
