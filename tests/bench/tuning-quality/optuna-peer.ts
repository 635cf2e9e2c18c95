/** Optuna's own TPE, asked trial by trial in a separate Python, so that both searches optimize the same function. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Library, pythonFor } from '../../../main/services/python.ts';
import { homeFolder } from '../../../native-bridge/backends/building/install.ts';
import type { Space, Values } from '../../../native-bridge/tuning/index.ts';

const OPTUNA: Library = { id: 'optuna', modules: ['optuna'], packages: ['optuna'] };
const PROGRAM = join(import.meta.dirname, 'optuna_peer.py');

export class OptunaPeer {
  readonly version: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  /** @throws PythonError if there is no Python, or Optuna cannot be installed. */
  static async start(onInstall?: (step: string) => void): Promise<OptunaPeer> {
    const python = await pythonFor(OPTUNA, homeFolder(), { ...(onInstall && { onInstall }) });
    const child = spawn(python, [PROGRAM], { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { version } = await nextOf<{ version: string }>(lines);
    return new OptunaPeer(version, child, lines);
  }

  private constructor(version: string, child: ChildProcessWithoutNullStreams, lines: AsyncIterator<string>) {
    this.version = version;
    this.#child = child;
    this.#lines = lines;
  }

  /** One study; `score` gives the value of every trial, more is better. */
  async study(
    space: Space,
    seed: number,
    trials: number,
    score: (values: Values, number: number) => number,
  ): Promise<void> {
    this.#send({ space, seed, trials });
    for (let number = 0; number < trials; number++) {
      const { values } = await nextOf<{ values: Values }>(this.#lines);
      this.#send({ score: score(values, number) });
    }
  }

  /** Resolves when the program has ended. */
  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#child.once('close', () => resolve()));
    this.#child.stdin.end();
    await ended;
  }

  #send(message: unknown): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }
}

async function nextOf<T>(lines: AsyncIterator<string>): Promise<T> {
  const { value, done } = await lines.next();
  if (done) throw new Error("Optuna's program ended before its answer");
  return JSON.parse(value) as T;
}
