import type { Input } from '../../../main/ipc/contract.ts';
import type { RunSummary } from '../../../main/ipc/schemas/run.ts';
import type { SweepSummary } from '../../../main/ipc/schemas/sweep.ts';
import type { Client } from '../../lib/client.svelte.ts';
import { download } from '../../lib/download.ts';
import type { Notices } from '../../lib/notices.svelte.ts';
import { t } from './messages/index.ts';
import type { Values } from './sweep-types.ts';

type Named = Pick<SweepSummary, 'id' | 'name'>;

/** Actions on a sweep. The result also arrives as an event, so every window shows it; failures are reported. */
export class SweepActions {
  readonly #client: Client;
  readonly #notices: Notices;

  constructor(client: Client, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
  }

  pause({ id }: Named) {
    return this.#notices.attempt(() => this.#client.request('sweeps.pause', { sweep: id }));
  }

  /** @param queue address of a queue; empty: this machine only */
  resume({ id }: Named, queue = '') {
    return this.#notices.attempt(() => this.#client.request('sweeps.resume', { sweep: id, ...(queue && { queue }) }));
  }

  finish({ id }: Named) {
    return this.#notices.attempt(() => this.#client.request('sweeps.finish', { sweep: id }));
  }

  extend({ id }: Named, budget: Input<'sweeps.extend'>['budget']) {
    return this.#notices.attempt(() => this.#client.request('sweeps.extend', { sweep: id, budget }));
  }

  addTrials({ id }: Named, values: readonly Values[]) {
    return this.#notices.attempt(() => this.#client.request('sweeps.addTrials', { sweep: id, values: [...values] }));
  }

  rename({ id }: Named, name: string) {
    return this.#notices.attempt(() => this.#client.request('sweeps.rename', { sweep: id, name }));
  }

  /** @returns whether it was removed; the notice restores it */
  async remove({ id, name }: Named): Promise<boolean> {
    const removed = await this.#notices.attempt(() => this.#client.request('sweeps.remove', { sweep: id }));
    if (removed === undefined) return false;
    const undo = () => this.#client.request('sweeps.restore', { sweep: id });
    this.#notices.say(t.removed({ name }), { label: t.undo(), run: undo });
    return true;
  }

  /** @returns the resulting run; undefined where it failed */
  toRun({ id }: Named, trial: number): Promise<RunSummary | undefined> {
    return this.#notices.attempt(() => this.#client.request('sweeps.toRun', { sweep: id, trial }));
  }

  /** To the clipboard, as `lab train --settings` reads it. */
  async copySettings({ id }: Named, trial: number): Promise<void> {
    await this.#notices.attempt(async () => {
      const { json } = await this.#client.request('sweeps.settings', { sweep: id, trial });
      await navigator.clipboard.writeText(json);
      this.#notices.say(t.settingsCopied({ trial }));
    });
  }

  /** @param pruned whether the file includes the pruned trials, as on the page */
  async export({ id }: Named, format: Input<'sweeps.export'>['format'], pruned: boolean): Promise<void> {
    await this.#notices.attempt(async () => {
      download(await this.#client.request('sweeps.export', { sweep: id, format, pruned }));
    });
  }
}
