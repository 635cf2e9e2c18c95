/** The GPU of this machine through Dawn, Chromium's WebGPU as a Node package. Only a compute host loads it. */
import { BackendError } from '../backend.ts';
import { type Adapter, acceptsSoftware, describeAdapter } from './adapter.ts';
import { type Kernel, workgroups } from './kernels/kernel.ts';

const LOST = 'Update the graphics driver, or train with --backend fused-cpu.';

/** A kernel ready to run. */
export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

export class Gpu {
  readonly device: GPUDevice;
  readonly adapter: Adapter;
  private readonly pipelines = new Map<string, Pipeline>();
  private lost: string | null = null;

  constructor(device: GPUDevice, adapter: Adapter) {
    this.device = device;
    this.adapter = adapter;
    void device.lost.then(({ reason, message }) => {
      if (reason !== 'destroyed') this.lost = message;
    });
  }

  /** Compiled once per device, when a session first needs it. */
  pipeline({ name, code, bindings }: Kernel): Pipeline {
    const known = this.pipelines.get(code);
    if (known) return known;
    const { device } = this;
    const entries: GPUBindGroupLayoutEntry[] = bindings.map(({ write }, index) => ({
      ...{ binding: index + 1, visibility: STAGE_COMPUTE },
      buffer: { type: write ? 'storage' : 'read-only-storage' },
    }));
    entries.unshift({ binding: 0, visibility: STAGE_COMPUTE, buffer: { type: 'uniform' } });
    const layout = device.createBindGroupLayout({ entries });
    const module = device.createShaderModule({ label: name, code });
    const pipeline = device.createComputePipeline({
      ...{ label: name, layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }) },
      compute: { module, entryPoint: 'main' },
    });
    const made = { pipeline, layout };
    this.pipelines.set(code, made);
    return made;
  }

  /** The bytes of a buffer, after everything submitted before is done. @throws BackendError if the device is lost. */
  async read(source: GPUBuffer, bytes: number, from = 0): Promise<ArrayBuffer> {
    const { device } = this;
    this.requireAlive();
    const staging = device.createBuffer({ size: bytes, usage: USAGE.COPY_DST | USAGE.MAP_READ });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, from, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    try {
      await staging.mapAsync(MAP_READ);
    } catch (error) {
      this.requireAlive();
      throw error;
    }
    const copy = staging.getMappedRange().slice(0);
    staging.destroy();
    return copy;
  }

  /** @throws BackendError if the device was lost: a driver reset, a GPU that was removed. */
  requireAlive(): void {
    if (this.lost !== null) throw new BackendError(`The GPU was lost: ${this.lost}`, LOST);
  }
}

/** WebGPU's constants, which are only defined once the package is loaded (W3C WebGPU, sections 5.1.2, 5.5 and 8.1). */
export const USAGE = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 } as const;
const MAP_READ = 1;
const STAGE_COMPUTE = 4;

/** Runs a kernel; each kernel of a pass sees what those before it wrote. */
export function dispatch(pass: GPUComputePassEncoder, kernel: Kernel, bound: Bound, rows: number): void {
  pass.setPipeline(bound.pipeline);
  pass.setBindGroup(0, bound.group);
  pass.dispatchWorkgroups(...workgroups(kernel, rows));
}

export interface Bound {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
}

let opened: Promise<Gpu> | null = null;
/** Dawn's instance, which must outlive its devices: if it is garbage collected, the process crashes. */
let instance: GPU | null = null;

/**
 * The only device of this process. @throws BackendError if there is none, or only a software adapter that was not
 * allowed.
 */
export function openGpu(): Promise<Gpu> {
  opened ??= open().catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

async function open(): Promise<Gpu> {
  const { create } = await import('webgpu');
  instance ??= create([]);
  const adapter = await instance.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new BackendError('No GPU was found through WebGPU.', NO_ADAPTER);
  const facts = describeAdapter(adapter);
  if (facts.software && !acceptsSoftware()) throw new BackendError(softwareReason(facts), NO_ADAPTER);
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const device = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
  return new Gpu(device, facts);
}

export const NO_ADAPTER = 'Install the graphics driver (on Linux with Vulkan), or train with --backend fused-cpu.';

export function softwareReason({ name }: Adapter): string {
  return `The only WebGPU adapter is ${name}, which computes on the processor and is slower than the lab's own kernels.`;
}
