/** The GPU memory of one session, by name; buffers that depend on the mini-batch size are recreated for a larger one. */
import { BackendError } from '../backend.ts';
import { type Gpu, USAGE } from './device.ts';
import { type Kernel, STEP_BYTES } from './kernels/kernel.ts';
import type { Program } from './program.ts';

const STORAGE = USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST;

export class Buffers {
  /** Number of pictures that the buffers have room for. */
  room = 0;
  private readonly gpu: Gpu;
  private readonly program: Program;
  private readonly byName = new Map<string, GPUBuffer>();
  private readonly step: GPUBuffer;

  constructor(gpu: Gpu, program: Program) {
    this.gpu = gpu;
    this.program = program;
    this.step = gpu.device.createBuffer({ size: STEP_BYTES, usage: USAGE.UNIFORM | USAGE.COPY_DST });
    for (const name of ['weights', 'gradients', 'slot1', 'slot2', 'flags', 'rates']) this.make(name, 4 * program.count);
    for (const [name, floats] of program.statistics) this.make(name, 4 * floats);
    for (const name of ['scale', 'losses', 'rights']) this.make(name, 4);
    this.make('halted', 8);
  }

  /** @returns whether buffers were recreated. @throws BackendError if one would be larger than the GPU allows. */
  makeRoom(rows: number): boolean {
    if (rows <= this.room) return false;
    const wanted = [...this.program.perPicture].map(([name, each]): [string, number] => [name, 4 * each * rows]);
    for (const [name, bytes] of wanted) this.requireSize(name, bytes); // before creating any, so that the session stays usable
    for (const [name, bytes] of wanted) this.make(name, bytes);
    this.room = rows;
    return true;
  }

  /** Makes room for that many words. @returns whether the buffer was recreated and must be bound again. */
  ensure(name: string, words: number): boolean {
    if (this.named(name).size >= 4 * words) return false;
    this.make(name, 4 * words);
    return true;
  }

  write(name: string, values: Float32Array | Int32Array | Uint32Array): void {
    this.gpu.device.queue.writeBuffer(this.named(name), 0, values as Float32Array<ArrayBuffer>);
  }

  /** Writes bytes, four in a word, at offset `at`, a multiple of 4; the first call creates the training set's buffer. */
  writeBytes(name: 'set' | 'scratch', bytes: Uint8Array, at = 0): void {
    if (!this.byName.has(name)) this.make(name, bytes.length + 4);
    const { queue } = this.gpu.device;
    const buffer = this.named(name);
    const whole = bytes.length & ~3;
    if (whole > 0) queue.writeBuffer(buffer, at, bytes as Uint8Array<ArrayBuffer>, 0, whole);
    const rest = Uint8Array.from({ length: 4 }, (_, i) => bytes[whole + i] ?? 0);
    if (whole < bytes.length) queue.writeBuffer(buffer, at + whole, rest);
  }

  writeStep(bytes: ArrayBuffer): void {
    this.gpu.device.queue.writeBuffer(this.step, 0, bytes);
  }

  read(name: string, bytes = this.named(name).size): Promise<ArrayBuffer> {
    return this.gpu.read(this.named(name), bytes);
  }

  bind(layout: GPUBindGroupLayout, { bindings }: Kernel): GPUBindGroup {
    const entries = bindings.map(({ buffer }, index) => ({
      ...{ binding: index + 1, resource: { buffer: this.named(buffer) } },
    }));
    return this.gpu.device.createBindGroup({
      layout,
      entries: [{ binding: 0, resource: { buffer: this.step } }, ...entries],
    });
  }

  destroy(): void {
    for (const buffer of this.byName.values()) buffer.destroy();
    this.byName.clear();
    this.step.destroy();
  }

  private make(name: string, bytes: number): void {
    this.requireSize(name, bytes);
    const size = Math.max(4, Math.ceil(bytes / 4) * 4);
    this.byName.get(name)?.destroy();
    this.byName.set(name, this.gpu.device.createBuffer({ label: name, size, usage: STORAGE }));
  }

  private requireSize(name: string, bytes: number): void {
    const { largestBuffer, name: gpu } = this.gpu.adapter;
    if (bytes <= largestBuffer) return;
    throw new BackendError(
      `${name} needs a buffer of ${bytes} bytes, more than the ${largestBuffer} that ${gpu} allows.`,
      'Use a smaller batch size, fewer filters or units, or pool earlier; or train with --backend fused-cpu.',
    );
  }

  private named(name: string): GPUBuffer {
    const buffer = this.byName.get(name);
    if (!buffer) throw new Error(`no buffer ${name}`);
    return buffer;
  }
}
