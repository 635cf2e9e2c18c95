import type { Input } from '../../main/ipc/contract.ts';
import type { DatasetSummary } from '../../main/ipc/schemas/dataset.ts';
import type { Lab } from './lab.ts';
import { asLabError, isCancelled, LabError } from './lab-error.ts';
import { t } from './messages/index.ts';
import { type PlacedFile, upload } from './uploads.ts';

export type Doing =
  | { readonly kind: 'nothing' }
  /** Bytes sent, and total. */
  | { readonly kind: 'sending'; readonly title: string; readonly done: number; readonly total: number }
  | { readonly kind: 'task'; readonly title: string; readonly task: string };

type Source = Input<'datasets.import'>['source'];

/** Imports pictures and models into the lab, one at a time; each import ends on the screen of its result. */
export class Intake {
  readonly #lab: Lab;
  #doing = $state.raw<Doing>({ kind: 'nothing' });
  #error = $state.raw<LabError | null>(null);
  #sending: AbortController | null = null;
  /** Resolves when the current work has ended. */
  #ended: Promise<void> = Promise.resolve();

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  get doing(): Doing {
    return this.#doing;
  }

  get busy(): boolean {
    return this.#doing.kind !== 'nothing';
  }

  get error(): LabError | null {
    return this.#error;
  }

  /** Creates a dataset and shows it. */
  import(title: string, source: Source, name?: string): Promise<void> {
    return this.alone(async () => {
      const { id } = await this.dataset(title, source, name);
      this.#lab.router.go(`/datasets/${id}`);
    });
  }

  /** An ONNX file becomes a model, everything else a dataset. Unused uploads are discarded. */
  take(files: readonly PlacedFile[]): Promise<void> {
    return this.alone(async () => {
      const { router, client } = this.#lab;
      const upload = await this.#send(files);
      try {
        router.go(await this.#make(files, upload));
      } catch (thrown) {
        // Not waited for: the next files may be dropped already.
        void client.request('uploads.drop', { upload }).catch(() => null);
        throw thrown;
      }
    });
  }

  cancelSending(): void {
    this.#sending?.abort(new Error('Cancelled.'));
  }

  /** As a part of some larger work of `alone`. */
  dataset(title: string, source: Source, name?: string): Promise<DatasetSummary> {
    const task = this.#lab.tasks.name();
    this.#doing = { kind: 'task', title, task };
    return this.#lab.client.request('datasets.import', { task, source, bad: 'ask', ...(name && { name }) });
  }

  /** One at a time, after one that was cancelled has ended; failures are stored as `error`. */
  async alone(work: () => Promise<void>): Promise<void> {
    while (this.#isEnding) await this.#ended;
    if (this.#doing.kind !== 'nothing') {
      const message = t.intakeBusy({ title: this.#doing.title });
      this.#lab.notices.fail(new LabError({ message, remedy: t.intakeBusyRemedy(), badArgument: true }));
      return;
    }
    this.#ended = this.#run(work);
    await this.#ended;
  }

  get #isEnding(): boolean {
    const doing = this.#doing;
    if (doing.kind === 'task') return this.#lab.tasks.isEnding(doing.task);
    return doing.kind === 'sending' && (this.#sending?.signal.aborted ?? false);
  }

  async #run(work: () => Promise<void>): Promise<void> {
    this.#error = null;
    this.#sending = null;
    this.#doing = { kind: 'sending', title: t.begin(), done: 0, total: 0 };
    try {
      await work();
    } catch (thrown) {
      this.#error = isCancelled(thrown) ? null : asLabError(thrown);
    } finally {
      this.#doing = { kind: 'nothing' };
    }
  }

  /** @returns the path of the screen of the result */
  async #make(files: readonly PlacedFile[], upload: number): Promise<string> {
    const source = { kind: 'upload', upload } as const;
    if (!files.every(({ path }) => path.toLowerCase().endsWith('.onnx'))) {
      return `/datasets/${(await this.dataset(t.importPictures(), source)).id}`;
    }
    return `/models/${(await this.#lab.client.request('models.open', source)).id}`;
  }

  async #send(files: readonly PlacedFile[]): Promise<number> {
    const title = files.length === 1 ? t.send({ what: files[0]?.path ?? '' }) : t.sendFiles({ n: files.length });
    this.#sending = new AbortController();
    this.#doing = { kind: 'sending', title, done: 0, total: 0 };
    return upload(this.#lab.client, files, {
      signal: this.#sending.signal,
      onProgress: (done, total) => {
        this.#doing = { kind: 'sending', title, done, total };
      },
    });
  }
}
