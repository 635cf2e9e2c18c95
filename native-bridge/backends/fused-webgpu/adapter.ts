/** Facts about a GPU, and how to detect one without loading Dawn into this process. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

export const Adapter = z.object({
  name: z.string(),
  driver: z.string(),
  /** It runs on the processor: SwiftShader, lavapipe. */
  software: z.boolean(),
  /** Bytes of the largest buffer that a kernel can bind. */
  largestBuffer: z.number(),
});
export type Adapter = z.infer<typeof Adapter>;

/** Software adapters are for testing that the kernels are correct. */
export function acceptsSoftware(environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment.SIGNS_LAB_WEBGPU_SOFTWARE === '1';
}

export function describeAdapter({ info, limits }: GPUAdapter): Adapter {
  const software =
    info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(`${info.device} ${info.description}`);
  return {
    name: info.device.trim() || info.architecture || info.vendor || 'an unnamed GPU',
    ...{ driver: info.description || info.vendor, software },
    largestBuffer: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize),
  };
}

/** Dawn starts drivers; after this time one is considered hung. */
const LOOK_MS = 20_000;
const Found = z.object({ adapter: Adapter.nullable() });

/**
 * The adapter that a session would use, detected in a separate process, so that a driver that crashes only takes that
 * process with it. @throws Error with the driver's message if that process fails.
 */
export async function findAdapter(): Promise<Adapter | null> {
  const script = join(import.meta.dirname, 'find-adapter.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: LOOK_MS });
  return Found.parse(JSON.parse(stdout)).adapter;
}
