/** The use cases of devices. */
import { compute } from '../../hosts/compute.ts';
import { HostError } from '../../hosts/host-error.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { DeviceReport } from '../../ipc/schemas/device.ts';
import type { Database } from '../../storage/database.ts';
import type { LabContext } from '../context.ts';
import { askMachine, type Machine } from './ask-machine.ts';
import { measureSpeed } from './measure.ts';
import { speedRows } from './speed-rows.ts';

export interface Devices {
  /** The machine's backends and speeds, cached until `fresh` probes it again. */
  report(fresh: boolean): Promise<DeviceReport>;
  readonly handlers: HandlersOf<'devices'>;
}

export function deviceService({ db, tasks }: LabContext): Devices {
  const speeds = speedRows(db);
  let asked: Promise<Machine> | null = null;
  const report = async (fresh: boolean): Promise<DeviceReport> => {
    if (fresh || !asked) asked = askMachine();
    const mine = asked;
    try {
      return { ...(await mine), speeds: speeds.list() };
    } catch (error) {
      // The next call tries again.
      if (asked === mine) asked = null;
      throw error;
    }
  };
  return {
    report,
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

/** A repair that could do nothing counts as failed. @throws HostError with what is still missing. */
function requireRepaired({ backends }: DeviceReport, id: string): void {
  const row = backends.find((one) => one.id === id);
  if (!row || row.available) return;
  throw new HostError({
    message: `${id} still cannot run here: ${row.reason ?? 'no reason was given'}`,
    remedy: row.remedy ?? 'Choose another backend.',
    badArgument: false,
  });
}

/** Measuring while a run trains is allowed but slower, which the title says. */
function measuring({ sql }: Database, backend: string, preset: string): string {
  const training = sql.prepare("SELECT 1 FROM runs WHERE json_extract(state, '$.kind') = 'training'").get();
  return `Measure ${backend} on ${preset}${training ? ', while a run trains: slower than alone' : ''}`;
}
