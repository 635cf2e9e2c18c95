/** Makes a backend available for tests, or says why that is not possible. */
import { existsSync } from 'node:fs';
import { type Backend, BackendError } from '../../native-bridge/backends/backend.ts';
import type { BackendRow } from '../../native-bridge/backends/table.ts';
import { useEmulatedGpu } from '../helpers/emulated-gpu.ts';

/** Chromium's software Vulkan: Debian's package contains it, and Dawn accepts it as an adapter. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (existsSync(SWIFTSHADER)) {
  process.env.VK_ICD_FILENAMES ??= SWIFTSHADER;
  process.env.SIGNS_LAB_WEBGPU_SOFTWARE ??= '1';
}

/**
 * The backend, provisioned if that is all it lacks (SIGNS_LAB_NO_DOWNLOAD forbids downloads, but not builds), and `skip` for
 * node:test: false if it runs here, else the reason. In CI a failed provisioning is a failure.
 */
export async function availability(row: BackendRow): Promise<{ backend: Backend; skip: string | false }> {
  if (row.id === 'fused-cuda') useEmulatedGpu('watched');
  const backend = await row.load();
  let probe = await backend.probe();
  const mayProvision = row.buildsOnFirstUse || !process.env.SIGNS_LAB_NO_DOWNLOAD;
  if (!probe.available && probe.fixable && backend.provision && mayProvision) {
    try {
      await backend.provision({ gpu: false });
    } catch (error) {
      if (error instanceof BackendError && !process.env.CI) return { backend, skip: `${row.id}: ${error.message}` };
      throw error;
    }
    probe = await backend.probe();
  }
  return { backend, skip: probe.available ? false : `${row.id}: ${probe.reason}` };
}
