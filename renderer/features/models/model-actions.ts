import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import type { Client } from '../../lib/client.svelte.ts';
import type { Notices } from '../../lib/notices.svelte.ts';
import { t } from './messages/index.ts';

/** What a person does to a model. Every window hears of it; what fails says so. */
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

  /** @returns whether it is gone; the notice brings it back. */
  async remove({ id, name }: ModelSummary): Promise<boolean> {
    const removed = await this.#notices.attempt(() => this.#client.request('models.remove', { model: id }));
    if (removed === undefined) return false;
    const undo = () => this.#notices.attempt(() => this.#client.request('models.restore', { model: id }));
    this.#notices.say(t.removed({ name }), { label: t.undo(), run: undo });
    return true;
  }

  /** Into the clipboard. @param copied what is said then */
  async copy(text: string, copied: string): Promise<void> {
    const written = await this.#notices.attempt(async () => {
      await navigator.clipboard.writeText(text);
      return true;
    });
    if (written) this.#notices.say(copied);
  }
}
