/** What a bug report says about a lab and its machine: no pictures, and no names of people, folders or datasets. */
import { z } from 'zod';
import { Time } from './common.ts';
import { DeviceReport } from './device.ts';
import { LabInfo, Preferences } from './lab.ts';
import { RunSettings } from './run.ts';

const Count = z.int().min(0);

/** An error with all names removed from its texts (main/services/report/redaction.ts). */
export const ReportedError = z.strictObject({
  at: Time,
  /** The channel that failed, or what failed in the background: `run`, `sweep`, `trial`. */
  where: z.string(),
  message: z.string(),
  remedy: z.string().nullable(),
  /** The stack, or what the host printed last. */
  detail: z.string().nullable(),
  /** Of a run: what it was trained with. */
  settings: RunSettings.pick({
    preset: true,
    hyperparameters: true,
    backend: true,
    seed: true,
    epochs: true,
  }).nullable(),
});
export type ReportedError = z.infer<typeof ReportedError>;

export const LabCounts = z.strictObject({
  datasets: Count,
  pictures: Count,
  models: Count,
  recordings: Count,
  /** By state. */
  runs: z.record(z.string(), Count),
  sweeps: z.record(z.string(), Count),
});
export type LabCounts = z.infer<typeof LabCounts>;

/** The lab folder. */
export const ReportedLab = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** It could not be read, usually because another process has it open. */
  z.strictObject({ kind: z.literal('unread'), reason: z.string() }),
  z.strictObject({
    kind: z.literal('read'),
    /** Number of migrations applied to its database. */
    schema: Count,
    counts: LabCounts,
    preferences: Preferences.pick({ theme: true, thumbnail: true }),
  }),
]);
export type ReportedLab = z.infer<typeof ReportedLab>;

export const BugReport = z.strictObject({
  kind: z.literal('signs-lab-report'),
  format: z.literal(1),
  writtenAt: z.iso.datetime(),
  versions: z.strictObject({
    signsLab: z.string(),
    node: z.string(),
    electron: z.string().nullable(),
    onnxruntime: z.string().nullable(),
  }),
  /** How the lab is shown; null on the command line. */
  shell: LabInfo.shape.shell.nullable(),
  machine: DeviceReport.shape.machine,
  backends: DeviceReport.shape.backends,
  onnxruntime: DeviceReport.shape.onnxruntime,
  speeds: DeviceReport.shape.speeds,
  /** The project's environment variables that are set: numbers as they are, anything else as `set`. */
  environment: z.record(z.string(), z.string()),
  lab: ReportedLab,
  /** Newest first. */
  errors: z.array(ReportedError),
});
export type BugReport = z.infer<typeof BugReport>;
