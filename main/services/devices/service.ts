/** The use cases of devices. */
import { cpus, release, type as systemName, totalmem } from 'node:os';
import { compute } from '../../hosts/compute.ts';
import { HostError } from '../../hosts/host-error.ts';
import { withRecognition } from '../../hosts/recognition.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { DeviceReport } from '../../ipc/nouns/device.ts';
import type { Database } from '../../storage/database.ts';
import { inspect } from '../backends.ts';
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
          const repaired = await report(true);
          requireRepaired(repaired, backend);
          return repaired;
        }),
      'devices.measure': ({ task, backend, preset }) =>
        tasks.run({ id: task, kind: 'measure', title: measuring(db, backend, preset) }, async (work) => {
          const imagesPerSecond = await measureSpeed(backend, preset, work);
          const speed = { backend, preset, imagesPerSecond, measuredAt: Date.now() };
          speeds.put(speed);
          return speed;
        }),
    },
  };
}

/** A repair that found nothing it could do is none. @throws HostError with what is still missing. */
function requireRepaired({ backends }: DeviceReport, id: string): void {
  const row = backends.find((one) => one.id === id);
  if (!row || row.available) return;
  throw new HostError({
    message: `${id} still cannot run here: ${row.reason ?? 'no reason was given'}`,
    remedy: row.remedy ?? 'Choose another backend.',
    badArgument: false,
  });
}

/** Allowed while a run trains, but the number is then another: whoever measures is told so. */
function measuring({ sql }: Database, backend: string, preset: string): string {
  const training = sql.prepare("SELECT 1 FROM runs WHERE json_extract(state, '$.kind') = 'training'").get();
  return `Measure ${backend} on ${preset}${training ? ', beside a run that trains: slower than alone' : ''}`;
}

async function askMachine(): Promise<Asked> {
  const [{ backends, home }, onnxruntime] = await Promise.all([inspect(), askRuntime()]);
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
