/** What can compute on this machine. */
import { type BackendRow, BackendRow as Row } from '../../native-bridge/host/compute-messages.ts';
import { compute } from '../hosts/compute.ts';

/** Every backend with its device and version, or the reason why it cannot run and the repair. */
export async function backendRows(): Promise<readonly BackendRow[]> {
  return (await compute({ kind: 'probe' }, ['backends'])).backends;
}

/** The per-user folder of what the lab installs. */
export async function installedHome(): Promise<string> {
  return (await compute({ kind: 'probe' }, ['backends'])).home;
}

/** The same, each available backend loaded in a host of its own and asked what it really computes on. */
export async function inspectedRows(): Promise<readonly BackendRow[]> {
  const rows = await backendRows();
  return Promise.all(
    rows.map(async (row) => {
      if (!row.available) return row;
      const { device, cuda, version } = await compute({ kind: 'inspect', backend: row.id }, ['inspected']);
      return { ...row, device, version, details: { ...row.details, cuda: cuda ? 'in use' : 'not in use' } };
    }),
  );
}

export function isBackendId(id: string): id is BackendRow['id'] {
  return Row.shape.id.safeParse(id).success;
}
