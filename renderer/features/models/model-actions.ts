import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import type { Client } from '../../lib/client.svelte.ts';
import type { Notices } from '../../lib/notices.svelte.ts';
import { t } from './messages/index.ts';

/** Actions on a model. Every window is notified; failures are shown. */
export class ModelActions {
  readonly #client: Client;
  readonly #notices: Notices;

  constructor(client: Client, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
  }

  rename({ id }: ModelSummary, name: string) {
    return this.#notices.attempt(() => this.#client.request('models.rename', { model: id, name }));
  }

  /** @returns whether it was removed; the notice restores it */
  async remove({ id, name }: ModelSummary): Promise<boolean> {
    const removed = await this.#notices.attempt(() => this.#client.request('models.remove', { model: id }));
    if (removed === undefined) return false;
    const undo = () => this.#notices.attempt(() => this.#client.request('models.restore', { model: id }));
    this.#notices.say(t.removed({ name }), { label: t.undo(), run: undo });
    return true;
  }

  /** Copies to the clipboard. @param copied the notice afterwards */
  async copy(text: string, copied: string): Promise<void> {
    const written = await this.#notices.attempt(async () => {
      await navigator.clipboard.writeText(text);
      return true;
    });
    if (written) this.#notices.say(copied);
  }
}
