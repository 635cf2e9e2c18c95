/** The WebAssembly module as an engine: arrays are copied into and out of its memory. */
import { RECIPE_WORDS } from '../../../datasets/augment/recipe.ts';
import type { Engine, EngineSession, Pictures } from '../../fused/engine.ts';
import type { Plan } from '../../fused/plan.ts';
import type { Variation } from '../variety.ts';
import { KernelModule } from './module.ts';

/** @param threads whole number from 1 */
export async function wasmEngine(threads: number): Promise<Engine> {
  const kernels = await KernelModule.start(threads);
  let open = 0;
  const empty = kernels.mark;
  return {
    target: 'WebAssembly SIMD',
    threads,
    stateBytes: (plan) => measure(kernels, plan),
    open(plan, pictures) {
      const session = openSession(kernels, plan, pictures);
      open++;
      let closed = false;
      const close = () => {
        if (closed) return;
        closed = true;
        // Sessions are allocated one after another, so their memory is only freed when the last of them is closed.
        if (--open === 0) kernels.release(empty);
      };
      return { ...session, close };
    },
  };
}

function measure(kernels: KernelModule, plan: Plan): number {
  const mark = kernels.mark;
  const { words, reals } = copyPlan(kernels, plan);
  const bytes = kernels.exports.state_bytes(words, plan.words.length, reals, plan.reals.length);
  kernels.release(mark);
  return bytes;
}

function copyPlan(kernels: KernelModule, plan: Plan): { words: number; reals: number } {
  const words = kernels.take(plan.words.byteLength);
  const reals = kernels.take(plan.reals.byteLength);
  kernels.ints(words, plan.words.length).set(plan.words);
  kernels.doubles(reals, plan.reals.length).set(plan.reals);
  return { words, reals };
}

function openSession(
  kernels: KernelModule,
  plan: Plan,
  { images, labels, variation }: Pictures,
): Omit<EngineSession, 'close'> {
  const { exports } = kernels;
  const state = kernels.take(measure(kernels, plan));
  const { words, reals } = copyPlan(kernels, plan);
  const session = exports.create(state, words, plan.words.length, reals, plan.reals.length);
  const pictures = kernels.take(images.length);
  kernels.bytes(pictures, images.length).set(images);
  const classes = kernels.take(labels.byteLength);
  kernels.ints(classes, labels.length).set(labels);
  if (!exports.pictures(session, pictures, classes, labels.length))
    throw new Error('a label is no class of the network');
  const hands = variation ? vary(kernels, session, variation) : 0;
  const copy = (to: number, all: Uint8Array, from: number, end: number) =>
    kernels.bytes(to + from, end - from).set(all.subarray(from, end));
  const size = images.length / labels.length;
  return {
    ...sessionOf(kernels, plan, session, labels.length),
    renew(from, to) {
      copy(pictures, images, from * size, to * size);
      if (hands !== 0) copy(hands, variation!.masks, (from * size) / 3, (to * size) / 3);
    },
  };
}

/** @returns the address of the masks, 0 if there are none */
function vary(kernels: KernelModule, session: number, { noise, masks }: Variation): number {
  const table = kernels.take(noise.length);
  kernels.bytes(table, noise.length).set(new Uint8Array(noise.buffer, noise.byteOffset, noise.length));
  const hands = masks.length > 0 ? kernels.take(masks.length) : 0;
  if (hands !== 0) kernels.bytes(hands, masks.length).set(masks);
  if (!kernels.exports.vary(session, table, hands)) throw new Error('pictures of 64 x 64 RGB alone can be varied');
  return hands;
}

/** Addresses of the inputs and outputs of every pass, for mini-batches of up to `batch` pictures. */
interface Desk {
  readonly batch: number;
  readonly indices: number;
  readonly recipes: number;
  readonly step: number;
  readonly images: number;
  readonly logits: number;
}

function sessionOf(kernels: KernelModule, plan: Plan, session: number, count: number): Omit<EngineSession, 'close'> {
  const { exports } = kernels;
  const [height, width, channels, classes] = plan.words as unknown as [number, number, number, number];
  const size = height * width * channels;
  let desk: Desk = { batch: 0, indices: 0, recipes: 0, step: 0, images: 0, logits: 0 };
  const place = (indices: Int32Array) => {
    const fits = indices.length > 0 && indices.length <= desk.batch && indices.every((i) => i >= 0 && i < count);
    if (!fits) throw new Error('a mini-batch that is empty, too large, or names no picture of the set');
    kernels.ints(desk.indices, indices.length).set(indices);
  };
  const tensor = (block: number, parameter: number, length: number) => {
    const at = exports.tensor(session, block, parameter);
    const shape = plan.parameters[parameter]?.shape;
    if (at === 0 || shape?.reduce((a, b) => a * b, 1) !== length)
      throw new Error('no such parameter, or one of another length');
    return kernels.floats(at, length);
  };
  return {
    workspaceBytes: (batch) =>
      exports.workspace_bytes(session, batch) + batch * (size + 4 * classes + 4 + 4 * RECIPE_WORDS),
    reserve(batch) {
      exports.place(session, kernels.take(exports.workspace_bytes(session, batch)), batch);
      const [indices, step] = [kernels.take(4 * batch), kernels.take(128)];
      const recipes = kernels.take(4 * batch * RECIPE_WORDS);
      desk = {
        batch,
        indices,
        recipes,
        step,
        images: kernels.take(batch * size),
        logits: kernels.take(batch * classes * 4),
      };
    },
    read: (block, parameter, into) => into.set(tensor(block, parameter, into.length)),
    write: (block, parameter, from) => tensor(block, parameter, from.length).set(from),
    prepare: () => exports.prepare(session),
    train(indices, recipes, step, dropout, update) {
      place(indices);
      if (recipes.length % RECIPE_WORDS !== 0 || recipes.length > indices.length * RECIPE_WORDS)
        throw new Error('recipes and pictures do not match');
      kernels.ints(desk.recipes, recipes.length).set(recipes);
      kernels.doubles(desk.step, step.length).set(step);
      const [low, high, steps] = dropout as unknown as [number, number, number];
      const drawn = recipes.length > 0 ? desk.recipes : 0;
      return exports.train(session, desk.indices, indices.length, drawn, desk.step, low, high, steps, Number(update));
    },
    right: () => exports.right(session),
    infer(images, rows, logits) {
      if (rows < 1 || rows > desk.batch || images.length !== rows * size || logits.length !== rows * classes) {
        throw new Error('infer: images, count and logits do not match');
      }
      kernels.bytes(desk.images, images.length).set(images);
      exports.infer(session, desk.images, rows, desk.logits);
      logits.set(kernels.floats(desk.logits, logits.length));
    },
    stage(indices, index, backward) {
      place(indices);
      return exports.stage(session, desk.indices, indices.length, index, +backward) !== 0;
    },
    peak: (rounds) => exports.peak(rounds),
  };
}
