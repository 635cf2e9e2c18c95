/** The NVIDIA GPU of this machine: detected without loading CUDA into this process, opened only in a compute host. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { BackendError, type Probe } from '../backend.ts';
import { type GpuFacts, useGpu } from '../fused-cpu/addon.ts';

/** The kernels as nvcc compiled them (fused/cuda/build.ts). */
export const KERNELS = join(import.meta.dirname, '../../fused/cuda/kernels.fatbin');

/** The driver's library; SIGNS_LAB_CUDA_LIBRARY names a different one, which the tests use to emulate a GPU. */
export function driverLibrary(
  environment: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform,
): string {
  return environment.SIGNS_LAB_CUDA_LIBRARY || (platform === 'win32' ? 'nvcuda.dll' : 'libcuda.so.1');
}

/**
 * Whether there are files of a driver. Used before the addon is built, which then asks the driver itself and also finds
 * a driver without these files.
 */
export function seemsInstalled(
  environment: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform,
): boolean {
  if (environment.SIGNS_LAB_CUDA_LIBRARY) return true;
  if (platform === 'win32') return existsSync(join(environment.SystemRoot ?? 'C:\\Windows', 'System32', 'nvcuda.dll'));
  return ['/proc/driver/nvidia/version', '/dev/dxg'].some((path) => existsSync(path)); // the second is for WSL
}

/** A GPU that does not respond for this long is given up: 64 steps of these kernels never take a minute. */
const PATIENCE_SECONDS = 60;
const Seconds = z.coerce.number().positive();

/** @throws BackendError if SIGNS_LAB_GPU_PATIENCE is not a number of seconds. */
function patience(environment: NodeJS.ProcessEnv = process.env): number {
  const given = environment.SIGNS_LAB_GPU_PATIENCE;
  if (!given) return PATIENCE_SECONDS;
  const seconds = Seconds.safeParse(given);
  if (seconds.success) return seconds.data;
  throw new BackendError(
    `SIGNS_LAB_GPU_PATIENCE is "${given}", which is not a number of seconds.`,
    'Give one, or unset it.',
  );
}

export const NO_DRIVER = 'Install NVIDIA’s driver, version 580 or later, or train with --backend fused-cpu.';
/** Indexed by the number of the obstacle (cuda/device.h: Obstacle). */
const REMEDIES: readonly string[] = [
  '',
  NO_DRIVER,
  'Check that the driver sees the GPU (nvidia-smi) and that CUDA_VISIBLE_DEVICES does not hide it, or train with --backend fused-cpu.',
  NO_DRIVER,
  'Train with --backend fused-cpu, or fused-webgpu, which supports older GPUs.',
  'Restart the machine or its driver, or train with --backend fused-cpu.',
];

const Facts = z.object({
  ...{ obstacle: z.int(), reason: z.string(), name: z.string() },
  ...{ memory: z.number(), driver: z.int(), capability: z.int() },
});

/** Starting a driver takes a second; after this time it is considered hung. */
const LOOK_MS = 20_000;

/**
 * Probes the GPU in a separate process, so that a driver that crashes only takes that process with it. In Electron,
 * whose executable cannot run scripts, it runs in this process, which is a host.
 * @param file the addon
 * @throws Error if that process fails.
 */
export async function findGpu(file: string): Promise<GpuFacts> {
  if (process.versions.electron) return useGpu(file, driverLibrary(), new Uint8Array(0), patience());
  const script = join(import.meta.dirname, 'find-gpu.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, file], { timeout: LOOK_MS });
  return Facts.parse(JSON.parse(stdout));
}

/** Opens the GPU for this process, once. @throws BackendError if it cannot be used. */
export function openGpu(file: string): GpuFacts {
  const facts = useGpu(file, driverLibrary(), readFileSync(KERNELS), patience());
  if (facts.obstacle !== 0) throw new BackendError(facts.reason, REMEDIES[facts.obstacle]!);
  return facts;
}

export function describeGpu({ obstacle, reason, name, memory, driver, capability }: GpuFacts): Probe {
  if (obstacle !== 0) return { available: false, reason, remedy: REMEDIES[obstacle]!, fixable: false };
  return {
    ...{ available: true, device: name, version: `CUDA kernels, driver for CUDA ${dotted(driver, 1000)}` },
    details: {
      ...{ memory: `${memory} bytes`, 'compute capability': dotted(capability, 10) },
      state: 'not seen on a GPU yet',
    },
  };
}

/** 13000 -> `13.0`. */
function dotted(version: number, major: number): string {
  return `${Math.floor(version / major)}.${(version % major) / Math.max(1, major / 100)}`;
}
