/** The connection to a recognition host: questions with an id, one reply each; long ones report progress before it. */
import {
  RECOGNITION_VALUES,
  type RecognitionAsk,
  type RecognitionKind,
  RecognitionReply,
  type RecognitionRequest,
  type RecognitionValue,
} from '../../native-bridge/host/recognition-messages.ts';
import { HostError } from './host-error.ts';
import type { HostProcess } from './host-process.ts';
import { startHost } from './start-host.ts';

type AskOf<K extends RecognitionKind> = Extract<RecognitionAsk, { kind: K }>;

/** Progress of a question. */
type OnProgress = (done: number, total: number) => void;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  readonly onProgress: OnProgress | undefined;
}

export class RecognitionHost {
  readonly #host: HostProcess;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor() {
    this.#host = startHost('recognition');
    this.#host.onMessage((message) => this.#receive(RecognitionReply.parse(message)));
    this.#host.onError((error) => this.#fail(error.message));
    this.#host.onExit((code, signal) => this.#fail(signal ?? `exit status ${code}`));
  }

  /** Of its process. */
  get pid(): number | undefined {
    return this.#host.pid;
  }

  /** Whether it can still be asked. */
  get alive(): boolean {
    return this.#host.alive;
  }

  /** @throws HostError for what the host reports and for its death. */
  async ask<K extends RecognitionKind>(question: AskOf<K>, onProgress?: OnProgress): Promise<RecognitionValue<K>> {
    const id = ++this.#lastId;
    const value = await new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#host.send({ id, ...question } as RecognitionRequest, (error) => this.#fail(error.message));
    });
    return RECOGNITION_VALUES[question.kind].parse(value) as RecognitionValue<K>;
  }

  /** Lets it serve frames on that port, see HostProcess. */
  connect(port: unknown): void {
    this.#host.connect?.(port);
  }

  /** Ends the host. */
  close(): void {
    this.#host.release();
  }

  /** Kills the host at once: questions without an answer are rejected. */
  kill(): void {
    this.#host.kill();
  }

  #receive(reply: RecognitionReply): void {
    const waiting = reply.id === null ? undefined : this.#waiting.get(reply.id);
    if (reply.kind === 'progress') {
      waiting?.onProgress?.(reply.done, reply.total);
      return;
    }
    if (reply.id !== null) this.#waiting.delete(reply.id);
    if (reply.kind === 'reply') waiting?.resolve(reply.value);
    else waiting?.reject(new HostError(reply.error));
  }

  #fail(how: string): void {
    const error = new HostError({
      message: `The recognition host ended (${how}) before it answered.`,
      remedy: 'Run the same command again; with --debug it shows what the host printed.',
      badArgument: false,
      stack: this.#host.printed(),
    });
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** A recognition host that lives as long as the app: started with the first question, replaced if it died. */
export class Recogniser {
  #host: RecognitionHost | null = null;

  /** @throws HostError for what the host reports and for its death; the next question starts a new one. */
  ask<K extends RecognitionKind>(question: AskOf<K>): Promise<RecognitionValue<K>> {
    return this.#alive().ask(question);
  }

  /** See RecognitionHost; the port closes when the host ends. */
  connect(port: unknown): void {
    this.#alive().connect(port);
  }

  #alive(): RecognitionHost {
    if (!this.#host?.alive) this.#host = new RecognitionHost();
    return this.#host;
  }

  /** Of the host's process, while there is one. */
  get pid(): number | undefined {
    return this.#host?.pid;
  }

  close(): void {
    this.#host?.close();
    this.#host = null;
  }
}

/** A recognition host for the time of `use`. */
export async function withRecognition<T>(use: (host: RecognitionHost) => Promise<T>): Promise<T> {
  const host = new RecognitionHost();
  try {
    return await use(host);
  } finally {
    host.close();
  }
}
