/**
 * One compute kernel as plain data: WGSL text, the buffers that it binds, and how many invocations it needs. It uses no
 * WebGPU types, so that Node (Dawn) and a page (`navigator.gpu`) can build pipelines from the same kernels.
 */

/** Invocations per workgroup. 64 is a multiple of the hardware's vector width on every GPU. */
export const GROUP = 64;
/** Workgroups along x; more go into y, because a dimension is limited to 65 535. */
export const GROUPS_X = 32_768;

/** A buffer of a session by name: `weights`, `activation3`, `where0`, ... (see buffers.ts). */
export type BufferName = string;

export interface Binding {
  /** The name in the WGSL text. */
  readonly as: string;
  readonly buffer: BufferName;
  readonly type: 'f32' | 'i32' | 'u32';
  /** Absent: read only. */
  readonly write?: true;
}

/** Number of work items: for the whole mini-batch (`fixed`) or for each of its pictures (`perRow`). */
export type Items = { readonly fixed: number } | { readonly perRow: number };

export interface Kernel {
  readonly name: string;
  readonly code: string;
  /** Starting at binding 1; binding 0 is the uniform `step`. */
  readonly bindings: readonly Binding[];
  readonly items: Items;
  /** `each`: one invocation per item. `group`: one workgroup per item, which sums in a fixed order. */
  readonly shape: 'each' | 'group';
}

/** The uniform: values that change from step to step. session.ts writes it in this order, 4 bytes each. */
const STEP = `
struct Step {
  rows: u32, steps: u32, seedLow: u32, seedHigh: u32,
  /** Where the loss goes; 1 where running statistics are updated; the bits of NaN, which WGSL cannot write. */
  slot: u32, commit: u32, notANumber: u32, pad: u32,
  rate: f32, stepSize: f32, beta1: f32, beta2: f32,
  oneMinusBeta1: f32, oneMinusBeta2: f32, epsilon: f32, momentum: f32,
  weightDecay: f32, l2: f32, smoothing: f32, clipNorm: f32,
}
@group(0) @binding(0) var<uniform> step: Step;`;
export const STEP_BYTES = 80;

type Parts = Omit<Kernel, 'code' | 'shape'> & {
  /** Functions and constants before the entry point. */
  readonly before?: string;
  readonly body: string;
};

/** `body` runs once for each item `i` (u32), counted from 0. */
export function each({ before = '', body, ...rest }: Parts): Kernel {
  const code = `${head(rest.bindings)}
${before}
@compute @workgroup_size(${GROUP})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (group.y * ${GROUPS_X}u + group.x) * ${GROUP}u + lane;
  if (i >= ${itemsIn(rest.items)}) { return; }
${body}
}`;
  return { ...rest, code, shape: 'each' };
}

/**
 * One workgroup per item `i`. Each of its invocations runs `body` with its `lane`; `total(x)` gives all of them the sum
 * of their x, of type `sum`, added as a tree: always in the same order, and so with the same bits.
 */
export function group({ before = '', body, sum = 'f32', ...rest }: Parts & { readonly sum?: 'f32' | 'vec4f' }): Kernel {
  const code = `${head(rest.bindings)}
var<workgroup> partial: array<${sum}, ${GROUP}>;
fn total(x: ${sum}, lane: u32) -> ${sum} {
  workgroupBarrier();
  partial[lane] = x;
  workgroupBarrier();
  for (var half = ${GROUP / 2}u; half > 0u; half /= 2u) {
    if (lane < half) { partial[lane] += partial[lane + half]; }
    workgroupBarrier();
  }
  return partial[0];
}
${before}
@compute @workgroup_size(${GROUP})
fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = place.y * ${GROUPS_X}u + place.x;
  if (i >= ${itemsIn(rest.items)}) { return; }
${body}
}`;
  return { ...rest, code, shape: 'group' };
}

function itemsIn(items: Items): string {
  return 'fixed' in items ? `${items.fixed}u` : `step.rows * ${items.perRow}u`;
}

function head(bindings: readonly Binding[]): string {
  const lines = bindings.map(({ as, type, write }, index) => {
    const access = write ? 'read_write' : 'read';
    return `@group(0) @binding(${index + 1}) var<storage, ${access}> ${as}: array<${type}>;`;
  });
  return `${STEP}\n${lines.join('\n')}`;
}

/** Workgroups along x and y for a mini-batch of that many pictures. */
export function workgroups({ items, shape }: Kernel, rows: number): readonly [x: number, y: number] {
  const count = 'fixed' in items ? items.fixed : items.perRow * rows;
  const groups = shape === 'each' ? Math.ceil(count / GROUP) : count;
  return [Math.min(groups, GROUPS_X), Math.ceil(groups / GROUPS_X)];
}
