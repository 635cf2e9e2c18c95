/** ONNX Runtime, loaded when first needed; the only file that names its package. */
import { createRequire } from 'node:module';
import type { InferenceSession } from 'onnxruntime-node';
import { OnnxError } from './onnx-error.ts';

type Runtime = typeof import('onnxruntime-node');

/** CPU only: the same answers on every machine, and two WebGPU sessions at once can crash (onnxruntime#32561). */
export const PROVIDERS = ['cpu'] as const;

/** @throws OnnxError if the package has no binary for this machine. */
export function loadRuntime(): Runtime {
  try {
    // A CommonJS module that re-exports onnxruntime-common: `import` does not see its names.
    return createRequire(import.meta.url)('onnxruntime-node') as Runtime;
  } catch (cause) {
    throw missingRuntime(process.platform, process.arch, cause);
  }
}

/** Why ONNX Runtime does not load on this kind of machine, and what to do. */
export function missingRuntime(platform: string, arch: string, cause: unknown): OnnxError {
  // onnxruntime#27961: the last release with an Intel Mac binary was 1.23.
  const [reason, remedy] =
    platform === 'darwin' && arch === 'x64'
      ? [
          'it has no binary for Macs with an Intel processor',
          'Use a Mac with Apple silicon, Linux or Windows for models; training works here.',
        ]
      : [
          String(cause instanceof Error ? cause.message : cause).split('\n')[0],
          'Install the dependencies again on this machine (npm install).',
        ];
  return new OnnxError(`ONNX Runtime does not load on ${platform} ${arch}: ${reason}.`, remedy!, { cause });
}

/** The library's version and the providers in its package; models run on `PROVIDERS`. */
export function onnxruntimeInfo(): { version: string; providers: string[] } {
  const { env, listSupportedBackends } = loadRuntime();
  // Others (`cuda`) are built in, but their libraries are not in the package.
  const bundled = listSupportedBackends().filter((backend) => backend.bundled);
  return { version: env.versions.node ?? env.versions.common, providers: bundled.map(({ name }) => name) };
}

/**
 * @param external files of weights, by the paths that the model names
 * @throws Error (of ONNX Runtime) if it refuses the model.
 */
export function createSession(
  bytes: Uint8Array,
  external: readonly { readonly path: string; readonly data: Uint8Array }[] = [],
): Promise<InferenceSession> {
  return loadRuntime().InferenceSession.create(bytes, {
    executionProviders: [...PROVIDERS],
    // onnxruntime-node removes one `./` from each path; what is left must be exactly what the model names.
    ...(external.length > 0 && { externalData: external.map(({ path, data }) => ({ path: `./${path}`, data })) }),
    // A thread that spins after its work takes its core from what comes next: the 95th percentile from a frame to its
    // label, with two nets in turn on two cores, is 16 ms with spinning and 11 ms without.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    // Errors are thrown as exceptions; without this they would also be printed.
    logSeverityLevel: 4,
  });
}
