/** Which backends can run on this machine. */
import { type BackendRow, BackendRow as Row } from '../../native-bridge/host/compute-messages.ts';
import { compute } from '../hosts/compute.ts';
import { HostError } from '../hosts/host-error.ts';

/** Every backend, and the per-user folder where the lab installs what they need. */
export interface Inspection {
  readonly backends: readonly BackendRow[];
  readonly home: string;
}

/** Every backend with its device and version, or the reason why it cannot run and the repair. */
export async function backendRows(): Promise<readonly BackendRow[]> {
  return (await probe()).backends;
}

/** Loads each available backend in a separate host, which reports the device that it really computes on. */
export async function inspect(): Promise<Inspection> {
  const { backends, home } = await probe();
  return { backends: await Promise.all(backends.map(inspected)), home };
}

/** The backends of `inspect`. */
export async function inspectedRows(): Promise<readonly BackendRow[]> {
  return (await inspect()).backends;
}

function probe(): Promise<Inspection> {
  return compute({ kind: 'probe' }, ['backends']);
}

/** A backend that crashes when it is loaded does not keep the others from being reported. */
async function inspected(row: BackendRow): Promise<BackendRow> {
  if (!row.available) return row;
  try {
    const { device, cuda, version } = await compute({ kind: 'inspect', backend: row.id }, ['inspected']);
    return { ...row, device, version, details: { ...row.details, cuda: cuda ? 'in use' : 'not in use' } };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const { message, remedy = null } = error;
    return { ...row, available: false, reason: message, remedy };
  }
}

export function isBackendId(id: string): id is BackendRow['id'] {
  return Row.shape.id.safeParse(id).success;
}
