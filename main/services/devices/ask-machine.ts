/** Which backends this machine has, as real hosts report it. */
import { cpus, release, type as systemName, totalmem } from 'node:os';
import { HostError } from '../../hosts/host-error.ts';
import { withRecognition } from '../../hosts/recognition.ts';
import type { DeviceReport } from '../../ipc/schemas/device.ts';
import { inspect } from '../backends.ts';

/** Changes only with a repair; measured speeds are stored separately (speed-rows.ts). */
export type Machine = Omit<DeviceReport, 'speeds'>;

/** Loads every backend in a separate host: takes seconds. */
export async function askMachine(): Promise<Machine> {
  const [{ backends, home }, onnxruntime] = await Promise.all([inspect(), askRuntime()]);
  return { backends: [...backends], onnxruntime, machine: systemFacts(), home };
}

/** What Node knows about the machine. */
export function systemFacts(): Machine['machine'] {
  const [processor] = cpus();
  return {
    system: `${systemName()} ${release()}`,
    processor: processor?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
  };
}

async function askRuntime(): Promise<DeviceReport['onnxruntime']> {
  try {
    return await withRecognition((host) => host.ask<'info'>({ kind: 'info' }));
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { reason: [error.message, error.remedy].filter(Boolean).join(' ') };
  }
}
