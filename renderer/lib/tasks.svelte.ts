import type { Input } from '../../main/ipc/contract.ts';
import type { Task } from '../../main/ipc/schemas/lab.ts';
import type { Client } from './client.svelte.ts';

/** Long-running tasks of the lab, from every window. */
export class Tasks {
  readonly #client: Client;
  #list = $state.raw<readonly Task[]>([]);
  readonly #cancelled = new Set<string>();

  constructor(client: Client) {
    this.#client = client;
    client.listen('task', (event) => {
      if (event.kind === 'ended') this.#list = this.#list.filter(({ id }) => id !== event.id);
      else this.#put(event.task);
    });
  }

  get list(): readonly Task[] {
    return this.#list;
  }

  /** Undefined before its first progress and after its end. */
  get(id: string): Task | undefined {
    return this.#list.find((task) => task.id === id);
  }

  /** Creates a task name for requests with `task`: its progress is `tasks.get(id)`. */
  name(): string {
    return crypto.randomUUID();
  }

  async cancel(id: string): Promise<void> {
    this.#cancelled.add(id);
    try {
      await this.#client.request('tasks.cancel', { task: id });
    } catch (thrown) {
      this.#cancelled.delete(id);
      throw thrown;
    }
  }

  /** Whether it was cancelled in this window: it ends, or has ended. */
  isEnding(id: string): boolean {
    return this.#cancelled.has(id);
  }

  /** Answers the task's question: continue with the usable files, or use that map of arrays. */
  async goOn(id: string, map?: Input<'tasks.goOn'>['map']): Promise<void> {
    await this.#client.request('tasks.goOn', { task: id, ...(map && { map }) });
  }

  async reload(): Promise<void> {
    this.#list = await this.#client.request('tasks.list', {});
  }

  #put(task: Task): void {
    const known = this.#list.some(({ id }) => id === task.id);
    this.#list = known ? this.#list.map((old) => (old.id === task.id ? task : old)) : [...this.#list, task];
  }
}
