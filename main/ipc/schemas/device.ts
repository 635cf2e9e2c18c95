/** Which backends can compute on this machine, how fast, and how to repair them. */
import { z } from 'zod';
import { BackendRow } from '../../../native-bridge/host/compute-messages.ts';
import { TaskId, Time } from './common.ts';

export const BackendId = BackendRow.shape.id;

export const Speed = z.object({
  backend: BackendId,
  preset: z.string(),
  /** Training pictures per second, median of the counted epochs. */
  imagesPerSecond: z.number().positive(),
  measuredAt: Time,
});
export type Speed = z.infer<typeof Speed>;

export const DeviceReport = z.object({
  backends: z.array(BackendRow),
  onnxruntime: z.object({ version: z.string(), providers: z.array(z.string()) }).or(z.object({ reason: z.string() })),
  machine: z.object({ system: z.string(), processor: z.string(), cores: z.int(), memoryBytes: z.number() }),
  /** Where downloaded and built parts are stored. */
  home: z.string(),
  speeds: z.array(Speed),
});
export type DeviceReport = z.infer<typeof DeviceReport>;

export const DEVICE_REQUESTS = {
  /** Cached until something is repaired; `fresh` probes the machine again. */
  'devices.report': { input: z.strictObject({ fresh: z.boolean().default(false) }), output: DeviceReport },
  /** Downloads or builds what that backend lacks. */
  'devices.repair': {
    input: z.strictObject({ task: TaskId, backend: BackendId, gpu: z.boolean().default(false) }),
    output: DeviceReport,
  },
  'devices.measure': {
    input: z.strictObject({ task: TaskId, backend: BackendId, preset: z.string().max(80) }),
    output: Speed,
  },
} as const;
