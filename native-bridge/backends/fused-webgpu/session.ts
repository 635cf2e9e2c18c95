/**
 * An open network on a GPU. Parameters, optimizer state and the training set stay on the device; a step sends indices
 * and labels, and an epoch reads results once.
 */
import { type Parameters, sizeOf, type Tensor32 } from '../../convnet/tensor.ts';
import { stepNumbers, stepsTaken } from '../../fused/steps.ts';
import type { EpochResult, EpochWork, Opening, OptimizerState, Session } from '../backend.ts';
import { ratesOf, requireWhole, slotNames } from '../opening.ts';
import { Variety } from '../variety.ts';
import { Buffers } from './buffers.ts';
import { type Bound, dispatch, type Gpu } from './device.ts';
import { type Kernel, STEP_BYTES } from './kernels/kernel.ts';
import { KERNEL, TRAINED } from './kernels/loss.ts';
import { type PlacedParameter, type Program, programOf } from './program.ts';

/** Pictures computed at once in inference, and the minimum buffer room: the mini-batch of most runs. */
const CHUNK = 64;
const NOT_A_NUMBER = 0x7fc00000;
const SLOTS: Readonly<Record<string, string>> = { m: 'slot1', v: 'slot2', u: 'slot1' };

export class WebGpuSession implements Session {
  private readonly gpu: Gpu;
  private readonly opening: Opening;
  private readonly program: Program;
  private readonly buffers: Buffers;
  private readonly variety: Variety;
  /** Bind groups by kernel; recreated when buffers grow. */
  private bound = new Map<Kernel, Bound>();
  private steps: number;
  right = 0;

  /**
   * @throws BackendError if a parameter or slot is missing or has the wrong shape, or a buffer is too large for the
   * GPU.
   */
  constructor(gpu: Gpu, opening: Opening) {
    requireWhole(opening);
    this.gpu = gpu;
    this.opening = opening;
    this.program = programOf(opening);
    this.variety = new Variety(opening);
    this.steps = opening.optimizerState?.steps ?? 0;
    this.buffers = new Buffers(gpu, this.program);
    try {
      this.buffers.writeBytes('set', opening.images);
      this.makeRoom(CHUNK);
      this.fill();
    } catch (error) {
      this.buffers.destroy();
      throw error;
    }
  }

  async train(indices: Int32Array, learningRate: number): Promise<number> {
    this.begin(1);
    this.step(indices, learningRate, { slot: 0, commit: true });
    const { losses, right } = await this.outcome(1);
    this.right = right[0]!;
    return losses[0]!;
  }

  /** Submits all steps at once and reads their results together. */
  async epoch({ batches, learningRates, evaluation }: EpochWork): Promise<EpochResult> {
    if (learningRates.length !== batches.length)
      throw new Error('an epoch needs one learning rate for each mini-batch');
    const began = performance.now();
    const before = this.steps;
    this.begin(batches.length);
    for (const [slot, batch] of batches.entries()) this.step(batch, learningRates[slot]!, { slot, commit: true });
    const { losses, right } = await this.outcome(batches.length);
    const taken = stepsTaken(losses);
    losses.fill(Number.NaN, taken);
    right.fill(0, taken);
    this.steps = before + taken;
    this.right = right[taken - 1] ?? 0;
    const logits = evaluation ? await this.logits(evaluation.images, evaluation.count) : null;
    const weights = new Float32Array(await this.buffers.read('weights'));
    const seconds = (performance.now() - began) / 1000;
    return { losses, right, logits, finite: weights.every(Number.isFinite), seconds };
  }

  async gradients(indices: Int32Array): Promise<{ loss: number; gradients: Parameters }> {
    this.begin(1);
    this.step(indices, 0, { slot: 0, commit: false });
    const { losses } = await this.outcome(1);
    return { loss: losses[0]!, gradients: await this.readAll('gradients', this.trained()) };
  }

  async logits(images: Uint8Array, count: number): Promise<Float32Array> {
    const { program, buffers, opening } = this;
    const size = sizeOf(opening.network.input);
    const all = new Float32Array(count * program.classes);
    for (let from = 0; from < count; from += this.buffers.room) {
      const rows = Math.min(this.buffers.room, count - from);
      buffers.writeBytes('scratch', images.subarray(from * size, (from + rows) * size));
      buffers.write(
        'indices',
        Uint32Array.from({ length: rows }, (_, i) => i),
      );
      this.writeStep(rows, 0, { slot: 0, commit: false });
      this.run([program.fromScratch, ...program.inference], rows);
      const logits = await buffers.read(program.logits, 4 * rows * program.classes);
      all.set(new Float32Array(logits), from * program.classes);
    }
    return all;
  }

  renew(from: number, to: number): void {
    const { network, images } = this.opening;
    const size = sizeOf(network.input);
    const first = (from * size) & ~3; // a buffer is written in whole words
    const end = Math.min(images.length, Math.ceil((to * size) / 4) * 4);
    this.buffers.writeBytes('set', images.subarray(first, end), first);
  }

  async parameters(): Promise<Parameters> {
    return this.readAll('weights', this.program.parameters);
  }

  async optimizerState(): Promise<OptimizerState> {
    const slots: Record<string, Tensor32> = {};
    for (const prefix of this.slotPrefixes()) {
      const tensors = await this.readAll(SLOTS[prefix]!, this.trained());
      for (const [name, tensor] of Object.entries(tensors)) slots[`${prefix}/${name}`] = tensor;
    }
    return { steps: this.steps, slots };
  }

  async dispose(): Promise<void> {
    this.buffers.destroy();
  }

  /** Submits a training step; with `commit` it updates parameters and running statistics. */
  private step(indices: Int32Array, rate: number, where: { slot: number; commit: boolean }): void {
    const { program, buffers, opening } = this;
    const rows = indices.length;
    if (rows === 0 || !indices.every((index) => index >= 0 && index < opening.labels.length)) {
      throw new Error('a mini-batch that is empty or names no picture of the set');
    }
    this.makeRoom(rows);
    const varied = this.variety.pictures(indices, this.steps);
    if (varied) buffers.writeBytes('scratch', varied);
    buffers.write('indices', varied ? Uint32Array.from(indices.keys()) : Uint32Array.from(indices));
    buffers.write(
      'labels',
      Int32Array.from(indices, (index) => opening.labels[index]!),
    );
    this.writeStep(rows, rate, where);
    const { objective, clipNorm } = opening;
    const penalised = (objective?.l2 ?? 0) > 0 || clipNorm !== undefined;
    const kernels = [
      varied ? program.fromScratch : program.fromSet,
      ...program.training,
      ...program.loss,
      ...program.backward,
    ];
    this.run([...kernels, ...(penalised ? [program.penalty] : []), ...(where.commit ? [program.step] : [])], rows);
    if (where.commit) this.steps++;
  }

  /** The uniform of the next submission, in the order of kernels/kernel.ts. */
  private writeStep(rows: number, rate: number, { slot, commit }: { slot: number; commit: boolean }): void {
    const { opening, steps } = this;
    const [, , stepSize, beta1, beta2, epsilon, momentum, weightDecay, l2, smoothing, clipNorm] = stepNumbers(
      opening,
      rate,
      steps + 1,
    );
    const bytes = new ArrayBuffer(STEP_BYTES);
    const { seed } = opening;
    new Uint32Array(bytes).set([
      rows,
      steps,
      seed >>> 0,
      Math.floor(seed / 2 ** 32),
      slot,
      Number(commit),
      NOT_A_NUMBER,
    ]);
    const reals = [
      rate,
      stepSize!,
      beta1!,
      beta2!,
      1 - beta1!,
      1 - beta2!,
      epsilon!,
      momentum!,
      weightDecay!,
      l2!,
      smoothing!,
      clipNorm!,
    ];
    new Float32Array(bytes, 32).set(reals);
    this.buffers.writeStep(bytes);
  }

  private run(kernels: readonly Kernel[], rows: number): void {
    const { device } = this.gpu;
    this.gpu.requireAlive();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const kernel of kernels) dispatch(pass, kernel, this.bind(kernel), rows);
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  private bind(kernel: Kernel): Bound {
    const known = this.bound.get(kernel);
    if (known) return known;
    const { pipeline, layout } = this.gpu.pipeline(kernel);
    const made = { pipeline, group: this.buffers.bind(layout, kernel) };
    this.bound.set(kernel, made);
    return made;
  }

  /** Makes room for mini-batches of that size and keeps it. */
  private makeRoom(rows: number): void {
    if (this.buffers.makeRoom(rows)) this.bound = new Map();
  }

  /** Prepares that many steps: room for their results, and the halted flags cleared. */
  private begin(steps: number): void {
    const grown = ['losses', 'rights'].map((name) => this.buffers.ensure(name, steps));
    if (grown.includes(true)) this.bound = new Map();
    this.buffers.write('halted', Uint32Array.of(0, 0));
  }

  private async outcome(steps: number): Promise<{ losses: Float64Array; right: Int32Array }> {
    const losses = Float64Array.from(new Float32Array(await this.buffers.read('losses', 4 * steps)));
    return { losses, right: new Int32Array(await this.buffers.read('rights', 4 * steps)) };
  }

  /** Uploads the opening's parameters and slots. */
  private fill(): void {
    const { program, buffers, opening } = this;
    const weights = new Float32Array(program.count);
    const flags = new Uint32Array(program.count);
    const [rates, rateOf] = [new Float32Array(program.count), ratesOf(opening)];
    const slots: Record<string, Float32Array> = {
      slot1: new Float32Array(program.count),
      slot2: new Float32Array(program.count),
    };
    for (const [index, { name, offset, shape, trained, role }] of program.parameters.entries()) {
      weights.set(opening.parameters[name]!.data, offset);
      const learns = trained && rateOf[index]! > 0;
      rates.fill(rateOf[index]!, offset, offset + sizeOf(shape));
      flags.fill((learns ? TRAINED : 0) | (role === 'kernel' ? KERNEL : 0), offset, offset + sizeOf(shape));
      if (!trained || !opening.optimizerState) continue;
      for (const prefix of this.slotPrefixes()) {
        slots[SLOTS[prefix]!]!.set(opening.optimizerState.slots[`${prefix}/${name}`]!.data, offset);
      }
    }
    buffers.write('weights', weights);
    buffers.write('flags', flags);
    buffers.write('rates', rates);
    for (const [name, values] of Object.entries(slots)) buffers.write(name, values);
    buffers.write('scale', Float32Array.of(1));
  }

  private slotPrefixes(): string[] {
    return slotNames(this.opening.optimizer, ['']).map((slot) => slot.slice(0, -1));
  }

  private trained(): PlacedParameter[] {
    return this.program.parameters.filter(({ trained }) => trained);
  }

  private async readAll(buffer: string, parameters: readonly PlacedParameter[]): Promise<Parameters> {
    const all = new Float32Array(await this.buffers.read(buffer));
    return Object.fromEntries(
      parameters.map(({ name, shape, offset }): [string, Tensor32] => [
        name,
        { shape: [...shape], data: all.slice(offset, offset + sizeOf(shape)) },
      ]),
    );
  }
}
