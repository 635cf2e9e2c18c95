/** The use cases of devices. */
import { cpus, release, type as systemName, totalmem } from 'node:os';
import { compute } from '../../hosts/compute.ts';
import { HostError } from '../../hosts/host-error.ts';
import { withRecognition } from '../../hosts/recognition.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { DeviceReport } from '../../ipc/nouns/device.ts';
import { inspectedRows, installedHome } from '../backends.ts';
import type { LabContext } from '../context.ts';
import { measureSpeed } from './measure.ts';
import { speedRows } from './speed-rows.ts';

export interface Devices {
  readonly handlers: HandlersOf<'devices'>;
}

/** What is asked of the machine; it changes with a repair alone. */
type Asked = Pick<DeviceReport, 'backends' | 'onnxruntime' | 'machine' | 'home'>;

export function deviceService({ db, tasks }: LabContext): Devices {
  const speeds = speedRows(db);
  let asked: Promise<Asked> | null = null;
  const report = async (fresh: boolean): Promise<DeviceReport> => {
    if (fresh || !asked) asked = askMachine();
    const mine = asked;
    try {
      return { ...(await mine), speeds: speeds.list() };
    } catch (error) {
      // The next one asks again.
      if (asked === mine) asked = null;
      throw error;
    }
  };
  return {
    handlers: {
      'devices.report': ({ fresh }) => report(fresh),
      'devices.repair': ({ task, backend, gpu }) =>
        tasks.run({ id: task, kind: 'repair', title: `Set up ${backend}` }, async ({ signal, progress }) => {
          await compute({ kind: 'provision', gpu, force: false, only: backend }, ['provisioned'], {
            kill: signal,
            onEvent: (event) => event.kind === 'progress' && progress(event),
          });
          return report(true);
        }),
      'devices.measure': ({ task, backend, preset }) =>
        tasks.run({ id: task, kind: 'measure', title: `Measure ${backend} on ${preset}` }, async (work) => {
          const imagesPerSecond = await measureSpeed(backend, preset, work);
          const speed = { backend, preset, imagesPerSecond, measuredAt: Date.now() };
          speeds.put(speed);
          return speed;
        }),
    },
  };
}

async function askMachine(): Promise<Asked> {
  const [backends, onnxruntime, home] = await Promise.all([inspectedRows(), askRuntime(), installedHome()]);
  const [processor] = cpus();
  return {
    backends: [...backends],
    onnxruntime,
    machine: {
      system: `${systemName()} ${release()}`,
      processor: processor?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
    },
    home,
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
