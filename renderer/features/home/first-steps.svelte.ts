import type { Lab } from '../../lib/lab.ts';
import { asLabError, isCancelled, type LabError } from '../../lib/lab-error.ts';
import { type PlacedFile, upload } from '../../lib/uploads.ts';

export type Doing =
  | { readonly kind: 'nothing' }
  /** Bytes sent, of all. */
  | { readonly kind: 'sending'; readonly title: string; readonly done: number; readonly total: number }
  | { readonly kind: 'task'; readonly title: string; readonly task: string };

/** Small enough to be there in a second, large enough that the course's net learns it. */
const SYNTHETIC = { kind: 'synthetic', train: 180, test: 20, seed: 1 } as const;
/** As many as the course. */
const EPOCHS = 100;

/** What a person does first: one thing at a time, each ends on the screen of what it made. */
export class FirstSteps {
  readonly #lab: Lab;
  #doing = $state.raw<Doing>({ kind: 'nothing' });
  #error = $state.raw<LabError | null>(null);
  #sending: AbortController | null = null;

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

  /** Draws a synthetic set and trains the course's net on it. */
  trainOnSynthetic(): Promise<void> {
    return this.#alone(async () => {
      const dataset = await this.#import('Draw the synthetic set', SYNTHETIC);
      // Loaded when it is needed: the networks bring their schema along.
      const { presetNetwork } = await import('../../../native-bridge/convnet/presets.ts');
      const run = await this.#lab.client.request('runs.start', {
        ...{ dataset: dataset.id, preset: 'course', network: presetNetwork('course'), hyperparameters: {} },
        ...{ backend: 'auto', seed: 1, epochs: EPOCHS },
      });
      this.#lab.router.go(`/training/${run.id}`);
    });
  }

  /** An ONNX file becomes a model, everything else a dataset. */
  take(files: readonly PlacedFile[]): Promise<void> {
    return this.#alone(async () => {
      const { router, client } = this.#lab;
      const id = await this.#send(files);
      if (files.every(({ path }) => path.endsWith('.onnx'))) {
        const model = await client.request('models.open', { kind: 'upload', upload: id });
        router.go(`/models/${model.id}`);
      } else {
        const dataset = await this.#import('Import the pictures', { kind: 'upload', upload: id });
        router.go(`/datasets/${dataset.id}`);
      }
    });
  }

  cancelSending(): void {
    this.#sending?.abort(new Error('Cancelled.'));
  }

  async #send(files: readonly PlacedFile[]): Promise<number> {
    const title = files.length === 1 ? `Send ${files[0]?.path}` : `Send ${files.length} files`;
    this.#sending = new AbortController();
    this.#doing = { kind: 'sending', title, done: 0, total: 0 };
    return upload(this.#lab.client, files, {
      signal: this.#sending.signal,
      onProgress: (done, total) => {
        this.#doing = { kind: 'sending', title, done, total };
      },
    });
  }

  #import(title: string, source: typeof SYNTHETIC | { kind: 'upload'; upload: number }) {
    const task = this.#lab.tasks.name();
    this.#doing = { kind: 'task', title, task };
    return this.#lab.client.request('datasets.import', { task, source });
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.#error = null;
    try {
      await work();
    } catch (thrown) {
      this.#error = isCancelled(thrown) ? null : asLabError(thrown);
    } finally {
      this.#doing = { kind: 'nothing' };
    }
  }
}
