/** An open network on the fused kernels: implements the backends' interface with an engine. */
import {
  BackendError,
  type EpochResult,
  type EpochWork,
  type Opening,
  type OptimizerState,
  type Session,
} from '../backends/backend.ts';
import { ratesOf, requireWhole, slotNames } from '../backends/opening.ts';
import { Variety } from '../backends/variety.ts';
import type { ParameterSpec } from '../convnet/parameters.ts';
import { type Parameters, sizeOf, type Tensor32 } from '../convnet/tensor.ts';
import { BLOCKS, type Block, type Engine, type EngineSession } from './engine.ts';
import { type Plan, type PlanStage, planOf } from './plan.ts';
import { dropoutWords, stepNumbers, stepsOf, stepsTaken } from './steps.ts';

/** Pictures computed at once in inference, and the minimum room: the mini-batch of most runs. */
const CHUNK = 64;
const NO_PICTURES = new Uint8Array(0);

/** The blocks of an optimizer's slots. */
const SLOT_BLOCKS: Readonly<Record<string, Block>> = { m: BLOCKS.slot1, v: BLOCKS.slot2, u: BLOCKS.slot1 };

/** Seconds, and multiply-adds per second. */
interface Measured {
  readonly stages: { readonly stage: PlanStage; readonly forward: number; readonly backward: number }[];
  readonly step: number;
  readonly peak: number;
}

export class FusedSession implements Session {
  private readonly opening: Opening;
  private readonly plan: Plan;
  private readonly engine: EngineSession;
  private readonly memory: number;
  private readonly classes: number;
  private readonly variety: Variety;
  private steps: number;
  /** Number of pictures that there is room for. */
  private room = 0;
  /** Absent if the engine has no thread for it. */
  readonly epoch?: (work: EpochWork) => Promise<EpochResult>;
  private underWay: ReturnType<NonNullable<EngineSession['epoch']>> | null = null;
  private closed = false;

  /**
   * @param memory bytes that a session may use
   * @throws BackendError if a parameter or slot is missing or has the wrong shape, or the network needs more memory.
   */
  constructor(engine: Engine, opening: Opening, memory: number) {
    requireWhole(opening);
    this.opening = opening;
    this.plan = planOf(opening.network, ratesOf(opening));
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
    const { epoch } = this.engine;
    if (epoch) this.epoch = (work) => this.runEpoch(work, epoch);
  }

  async train(indices: Int32Array, learningRate: number): Promise<number> {
    this.requireIdle();
    this.makeRoom(indices.length);
    this.steps++;
    const recipes = this.variety.recipes(indices, this.steps - 1);
    const numbers = stepNumbers(this.opening, learningRate, this.steps);
    return this.engine.train(indices, recipes, numbers, dropoutWords(this.opening, this.steps - 1), true);
  }

  get right(): number {
    this.requireIdle();
    return this.engine.right();
  }

  renew(from: number, to: number): void {
    this.requireIdle();
    this.engine.renew?.(from, to);
  }

  async gradients(indices: Int32Array): Promise<{ loss: number; gradients: Parameters }> {
    this.requireIdle();
    this.makeRoom(indices.length);
    const recipes = this.variety.recipes(indices, this.steps);
    const numbers = stepNumbers(this.opening, 0, this.steps + 1);
    const loss = this.engine.train(indices, recipes, numbers, dropoutWords(this.opening, this.steps), false);
    const trained = this.numbered(({ trained }) => trained);
    return { loss, gradients: this.readAll(BLOCKS.gradient, trained) };
  }

  async logits(images: Uint8Array, count: number): Promise<Float32Array> {
    this.requireIdle();
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
    this.requireIdle();
    return this.readAll(BLOCKS.parameter, this.numbered());
  }

  async optimizerState(): Promise<OptimizerState> {
    this.requireIdle();
    const trained = this.numbered(({ trained }) => trained);
    const slots: Record<string, Tensor32> = {};
    for (const prefix of this.slotPrefixes()) {
      const tensors = this.readAll(SLOT_BLOCKS[prefix]!, trained);
      for (const [name, tensor] of Object.entries(tensors)) slots[`${prefix}/${name}`] = tensor;
    }
    return { steps: this.steps, slots };
  }

  /** A running epoch ends early and rejects; then the memory is freed. */
  async dispose(): Promise<void> {
    this.closed = true;
    this.engine.close();
    await this.underWay?.catch(() => {});
  }

  private async runEpoch(work: EpochWork, start: NonNullable<EngineSession['epoch']>): Promise<EpochResult> {
    this.requireIdle();
    const { batches, evaluation } = work;
    this.makeRoom(batches.reduce((most, { length }) => Math.max(most, length), 0));
    const recipes = this.variety.recipesOfSteps(batches, this.steps);
    const steps = { ...stepsOf(this.opening, work, this.steps), recipes };
    this.underWay = start(steps, evaluation?.images ?? NO_PICTURES, evaluation?.count ?? 0);
    try {
      const { logits, ...result } = await this.underWay;
      this.steps += stepsTaken(result.losses);
      return { ...result, logits: evaluation ? logits : null };
    } finally {
      this.underWay = null;
    }
  }

  /**
   * Seconds of every stage of a mini-batch and of a whole step, and the processor's limit in multiply-adds per second.
   */
  measure(indices: Int32Array): Measured {
    this.requireIdle();
    this.makeRoom(indices.length);
    // At a rate of 0 the parameters do not change.
    const [numbers, dropout] = [stepNumbers(this.opening, 0, this.steps + 1), dropoutWords(this.opening, this.steps)];
    const recipes = this.variety.recipes(indices, this.steps);
    const step = fastest(() => this.engine.train(indices, recipes, numbers, dropout, true));
    let done = 0;
    const round = fastest(() => {
      done = this.engine.peak(1_000_000);
    });
    const stages = this.plan.stages.map((stage, index) => ({
      stage,
      forward: fastest(() => this.engine.stage(indices, index, false)),
      backward: fastest(() => this.engine.stage(indices, index, true)),
    }));
    return { stages, step, peak: done / round };
  }

  /** Makes room for mini-batches of that size and keeps it. */
  private makeRoom(batch: number): void {
    if (batch <= this.room) return;
    const what = `the activations of ${batch} pictures`;
    requireMemory(this.engine.workspaceBytes(batch), this.memory, what);
    this.engine.reserve(batch);
    this.room = batch;
  }

  /** Copies the opening's parameters and slots to the engine. */
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

  /** The parameters that `wanted` selects, with their index in the plan. */
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

  /** @throws Error if the session is closed or an epoch is running. */
  private requireIdle(): void {
    if (this.closed) throw new Error('this session is closed');
    if (this.underWay) throw new Error('this session is busy: an epoch is under way');
  }
}

/** Seconds of the fastest of several calls, after a warm-up call. */
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
    `This network needs ${bytes} bytes for ${what}, more than the available ${Math.floor(most)}.`,
    'Use a smaller batch size, fewer filters or units, or pool earlier.',
  );
}
