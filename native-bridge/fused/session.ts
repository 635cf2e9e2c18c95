/** An open network on the fused kernels: the backends' interface over an engine. */
import { BackendError, CROSS_ENTROPY, type Opening, type OptimizerState, type Session } from '../backends/backend.ts';
import { requireWhole, slotNames } from '../backends/opening.ts';
import { Variety } from '../backends/variety.ts';
import type { ParameterSpec } from '../convnet/parameters.ts';
import { type Parameters, sizeOf, type Tensor32 } from '../convnet/tensor.ts';
import { BLOCKS, type Block, type Engine, type EngineSession, RULES } from './engine.ts';
import { type Plan, planOf } from './plan.ts';

/** Pictures computed at once in inference, and the room that is made at least: the mini-batch of most runs. */
const CHUNK = 64;

/** Where an optimizer's slots lie. */
const SLOT_BLOCKS: Readonly<Record<string, Block>> = { m: BLOCKS.slot1, v: BLOCKS.slot2, u: BLOCKS.slot1 };

export class FusedSession implements Session {
  private readonly opening: Opening;
  private readonly plan: Plan;
  private readonly engine: EngineSession;
  private readonly memory: number;
  private readonly classes: number;
  private readonly variety: Variety;
  private steps: number;
  /** Pictures for which there is room. */
  private room = 0;

  /**
   * @param memory bytes that a session may take
   * @throws BackendError where a parameter or slot is missing or has another shape, or the network needs more memory.
   */
  constructor(engine: Engine, opening: Opening, memory: number) {
    requireWhole(opening);
    this.opening = opening;
    this.plan = planOf(opening.network);
    this.memory = memory;
    this.classes = this.plan.words[3]!;
    this.steps = opening.optimizerState?.steps ?? 0;
    const state = engine.stateBytes(this.plan);
    if (state < 0) throw new Error(`the kernels do not accept the plan of ${opening.network.name}`);
    requireMemory(state, memory, 'the parameters');
    this.variety = new Variety(opening);
    const { variation } = this.variety;
    this.engine = engine.open(this.plan, { ...opening, ...(variation && { variation }) });
    try {
      this.makeRoom(CHUNK);
    } catch (error) {
      this.engine.close();
      throw error;
    }
    this.fill();
  }

  async train(indices: Int32Array, learningRate: number): Promise<number> {
    this.makeRoom(indices.length);
    this.steps++;
    const recipes = this.variety.recipes(indices, this.steps - 1);
    const numbers = this.stepNumbers(learningRate, this.steps);
    return this.engine.train(indices, recipes, numbers, this.dropout(this.steps - 1), true);
  }

  async gradients(indices: Int32Array): Promise<{ loss: number; gradients: Parameters }> {
    this.makeRoom(indices.length);
    const recipes = this.variety.recipes(indices, this.steps);
    const numbers = this.stepNumbers(0, this.steps + 1);
    const loss = this.engine.train(indices, recipes, numbers, this.dropout(this.steps), false);
    const trained = this.numbered(({ trained }) => trained);
    return { loss, gradients: this.readAll(BLOCKS.gradient, trained) };
  }

  async logits(images: Uint8Array, count: number): Promise<Float32Array> {
    const size = sizeOf(this.opening.network.input);
    const all = new Float32Array(count * this.classes);
    for (let from = 0; from < count; from += this.room) {
      const to = Math.min(from + this.room, count);
      const logits = all.subarray(from * this.classes, to * this.classes);
      this.engine.infer(images.subarray(from * size, to * size), to - from, logits);
    }
    return all;
  }

  async parameters(): Promise<Parameters> {
    return this.readAll(BLOCKS.parameter, this.numbered());
  }

  async optimizerState(): Promise<OptimizerState> {
    const trained = this.numbered(({ trained }) => trained);
    const slots: Record<string, Tensor32> = {};
    for (const prefix of this.slotPrefixes()) {
      const tensors = this.readAll(SLOT_BLOCKS[prefix]!, trained);
      for (const [name, tensor] of Object.entries(tensors)) slots[`${prefix}/${name}`] = tensor;
    }
    return { steps: this.steps, slots };
  }

  async dispose(): Promise<void> {
    this.engine.close();
  }

  /** Seconds of the first convolution of a mini-batch, of a whole step, and multiply-adds a second at the limit. */
  measure(indices: Int32Array): { forward: number; step: number; peak: number } | null {
    this.makeRoom(indices.length);
    if (!this.engine.firstStage(indices)) return null;
    // At a rate of 0 the parameters stay as they are.
    const [numbers, dropout] = [this.stepNumbers(0, this.steps + 1), this.dropout(this.steps)];
    const forward = fastest(() => this.engine.firstStage(indices));
    const recipes = this.variety.recipes(indices, this.steps);
    const step = fastest(() => this.engine.train(indices, recipes, numbers, dropout, true));
    let done = 0;
    const round = fastest(() => {
      done = this.engine.peak(1_000_000);
    });
    return { forward, step, peak: done / round };
  }

  /** Makes room for mini-batches of that size; the room stays. */
  private makeRoom(batch: number): void {
    if (batch <= this.room) return;
    const what = `the activations of ${batch} pictures`;
    requireMemory(this.engine.workspaceBytes(batch), this.memory, what);
    this.engine.reserve(batch);
    this.room = batch;
  }

  /** Gives the engine the opening's parameters and slots. */
  private fill(): void {
    const { parameters, optimizerState } = this.opening;
    for (const { index, name, trained } of this.numbered()) {
      this.engine.write(BLOCKS.parameter, index, parameters[name]!.data);
      if (!trained || !optimizerState) continue;
      for (const prefix of this.slotPrefixes()) {
        this.engine.write(SLOT_BLOCKS[prefix]!, index, optimizerState.slots[`${prefix}/${name}`]!.data);
      }
    }
    this.engine.prepare();
  }

  private slotPrefixes(): string[] {
    return slotNames(this.opening.optimizer, ['']).map((slot) => slot.slice(0, -1));
  }

  /** The parameters that `wanted` says, with their index in the plan. */
  private numbered(wanted: (spec: ParameterSpec) => boolean = () => true) {
    return this.plan.parameters.map((spec, index) => ({ ...spec, index })).filter(wanted);
  }

  private readAll(block: Block, specs: readonly (ParameterSpec & { index: number })[]): Parameters {
    const entries = specs.map(({ name, shape, index }): [string, Tensor32] => {
      const data = new Float32Array(sizeOf(shape));
      this.engine.read(block, index, data);
      return [name, { shape: [...shape], data }];
    });
    return Object.fromEntries(entries);
  }

  private dropout(step: number): Uint32Array {
    const { seed } = this.opening;
    return Uint32Array.of(seed >>> 0, Math.floor(seed / 2 ** 32), step);
  }

  /** The numbers of kernels/optimizer.h: Step, for the given step, counted from 1. */
  private stepNumbers(rate: number, step: number): Float64Array {
    const { optimizer, objective = CROSS_ENTROPY, clipNorm = 0 } = this.opening;
    const adam = optimizer.kind === 'sgd' ? { beta1: 0, beta2: 0, epsilon: 1 } : optimizer;
    const { beta1, beta2, epsilon } = adam;
    const correction = Math.sqrt(1 - beta2 ** step) / (1 - beta1 ** step);
    const momentum = optimizer.kind === 'sgd' ? optimizer.momentum : 0;
    const weightDecay = optimizer.kind === 'adamW' ? optimizer.weightDecay : 0;
    return Float64Array.of(
      ...[RULES[optimizer.kind], rate, optimizer.kind === 'sgd' ? rate : rate * correction, beta1, beta2, epsilon],
      ...[momentum, weightDecay, objective.l2, objective.labelSmoothing, clipNorm],
    );
  }
}

/** Seconds of the fastest of some calls, after one that is not counted. */
function fastest(work: () => void): number {
  work();
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 30; i++) {
    const began = performance.now();
    work();
    least = Math.min(least, (performance.now() - began) / 1000);
  }
  return least;
}

function requireMemory(bytes: number, most: number, what: string): void {
  if (bytes <= most) return;
  throw new BackendError(
    `This network needs ${bytes} bytes for ${what}, more than the ${Math.floor(most)} that there are.`,
    'Take a smaller batch size, fewer filters or units, or pool earlier.',
  );
}
