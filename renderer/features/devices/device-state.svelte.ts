import type { DeviceReport } from '../../../main/ipc/schemas/device.ts';
import type { Lab } from '../../lib/lab.ts';
import { asLabError, isCancelled, type LabError } from '../../lib/lab-error.ts';
import { Loaded } from '../../lib/loaded.svelte.ts';
import { t } from './messages/index.ts';

export type BackendRow = DeviceReport['backends'][number];
export type BackendId = BackendRow['id'];

/** The current action on one backend, or why the last one failed. */
export type Work =
  | { readonly kind: 'repairing'; readonly task: string }
  | { readonly kind: 'measuring'; readonly task: string }
  | { readonly kind: 'failed'; readonly error: LabError };

/** The devices of this machine, their repairs and measurements. Create it during component setup. */
export class DeviceState {
  readonly report: Loaded<DeviceReport>;
  readonly #lab: Lab;
  #work = $state.raw<Partial<Record<BackendId, Work>>>({});
  #fresh = false;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.report = new Loaded(() => {
      const fresh = this.#fresh;
      this.#fresh = false;
      return lab.client.request('devices.report', { fresh });
    });
  }

  work(backend: BackendId): Work | undefined {
    return this.#work[backend];
  }

  get busy(): boolean {
    return Object.values(this.#work).some(({ kind }) => kind !== 'failed');
  }

  /** Detects the devices again instead of using known results. */
  async check(): Promise<void> {
    this.#fresh = true;
    await this.report.reload();
  }

  repair(backend: BackendId): Promise<void> {
    const { client, notices } = this.#lab;
    return this.#do(backend, 'repairing', async (task) => {
      const report = await client.request('devices.repair', { task, backend });
      this.report.set(report);
      notices.say(t.isReady({ backend }));
    });
  }

  measure(backend: BackendId, preset: string): Promise<void> {
    return this.#do(backend, 'measuring', async (task) => {
      const speed = await this.#lab.client.request('devices.measure', { task, backend, preset });
      const report = this.report.value;
      if (!report) return;
      const others = report.speeds.filter((old) => old.backend !== backend || old.preset !== preset);
      this.report.set({ ...report, speeds: [...others, speed] });
    });
  }

  /** One after the other: parallel measurements would disturb each other. */
  async measureAll(preset: string): Promise<void> {
    for (const { id } of this.report.value?.backends.filter(({ available }) => available) ?? []) {
      await this.measure(id, preset);
      if (!this.#measureOn(id)) return;
    }
  }

  /** A cancelled or failed measurement ends the round. */
  #measureOn(backend: BackendId): boolean {
    return this.#work[backend] === undefined && !this.#cancelled;
  }

  #cancelled = false;

  async #do(backend: BackendId, kind: 'repairing' | 'measuring', work: (task: string) => Promise<void>): Promise<void> {
    const task = this.#lab.tasks.name();
    this.#cancelled = false;
    this.#put(backend, { kind, task });
    try {
      await work(task);
      this.#put(backend, undefined);
    } catch (thrown) {
      this.#cancelled = isCancelled(thrown);
      this.#put(backend, this.#cancelled ? undefined : { kind: 'failed', error: asLabError(thrown) });
    }
  }

  #put(backend: BackendId, work: Work | undefined): void {
    const { [backend]: _, ...others } = this.#work;
    this.#work = work ? { ...others, [backend]: work } : others;
  }
}
