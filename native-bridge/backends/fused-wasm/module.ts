/** The WebAssembly module (fused/wasm/wasm.cc), its memory, and the workers that compute with it. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BackendError } from '../backend.ts';

export const MODULE_FILE = join(import.meta.dirname, '../../fused/wasm/fused.wasm');
const PAGE = 65536;
/** As in fused/wasm/build.ts: initial and maximum bytes. */
const INITIAL = 2 ** 22;
const MOST = 2 ** 32;
/** Bytes of a worker's stack, which holds the kernels' tiles. */
const STACK = 2 ** 20;

/** The exports of fused/wasm/wasm.cc; addresses are byte offsets. */
export interface Exports {
  readonly __heap_base: WebAssembly.Global;
  readonly __stack_pointer: WebAssembly.Global;
  set_threads(size: number): void;
  serve(worker: number): void;
  end_team(): void;
  state_bytes(words: number, wordCount: number, reals: number, realCount: number): number;
  create(memory: number, words: number, wordCount: number, reals: number, realCount: number): number;
  workspace_bytes(session: number, batch: number): number;
  place(session: number, memory: number, batch: number): void;
  pictures(session: number, images: number, labels: number, count: number): number;
  vary(session: number, noise: number, masks: number): number;
  tensor(session: number, block: number, index: number): number;
  prepare(session: number): void;
  train(
    ...of: [
      session: number,
      indices: number,
      rows: number,
      recipes: number,
      step: number,
      low: number,
      high: number,
      steps: number,
      update: number,
    ]
  ): number;
  right(session: number): number;
  infer(session: number, images: number, rows: number, logits: number): number;
  stage(session: number, indices: number, rows: number, index: number, backward: number): number;
  peak(rounds: number): number;
}

/** What a worker is started with. */
export interface WorkerData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly worker: number;
  /** Address after its stack. */
  readonly stackEnd: number;
}

/** The module with its team of threads: the caller's, and a worker for each additional one. */
export class KernelModule {
  readonly exports: Exports;
  private readonly memory: WebAssembly.Memory;
  private readonly workers: Worker[] = [];
  private used: number;

  private constructor(module: WebAssembly.Module, memory: WebAssembly.Memory) {
    this.memory = memory;
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    this.exports = exports as unknown as Exports;
    this.used = this.exports.__heap_base.value;
  }

  /** @param threads whole number from 1 */
  static async start(threads: number): Promise<KernelModule> {
    const module = await WebAssembly.compile(await readFile(MODULE_FILE));
    const memory = new WebAssembly.Memory({ initial: INITIAL / PAGE, maximum: MOST / PAGE, shared: true });
    const kernels = new KernelModule(module, memory);
    kernels.exports.set_threads(threads);
    await Promise.all(Array.from({ length: threads - 1 }, (_, i) => kernels.hire(module, i + 1)));
    return kernels;
  }

  /** Maximum size of the memory in bytes. */
  static readonly most = MOST;

  /**
   * Allocates `bytes` zeros, aligned to a cache line. @returns the address. @throws BackendError if memory is used up.
   */
  take(bytes: number): number {
    const at = Math.ceil(this.used / 64) * 64;
    const end = at + bytes;
    const missing = end - this.memory.buffer.byteLength;
    try {
      if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      throw new BackendError(
        `WebAssembly's memory of ${MOST} bytes has no room for ${bytes} more next to the ${at} in use.`,
        'Train on fewer pictures, or with --backend fused-cpu.',
        { cause },
      );
    }
    this.used = end;
    new Uint8Array(this.memory.buffer, at, bytes).fill(0);
    return at;
  }

  /** Bytes in use; `release` frees what was allocated after that mark. */
  get mark(): number {
    return this.used;
  }
  release(mark: number): void {
    this.used = mark;
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, length);
  }
  ints(at: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, length);
  }
  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }
  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }

  /** Starts a worker; resolves when it is ready. It does not keep the process alive. */
  private async hire(module: WebAssembly.Module, worker: number): Promise<void> {
    const workerData: WorkerData = { module, memory: this.memory, worker, stackEnd: this.take(STACK) + STACK };
    const thread = new Worker(new URL(`worker${extname(import.meta.filename)}`, import.meta.url), { workerData });
    this.workers.push(thread);
    await new Promise((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
    });
    thread.unref();
  }
}
