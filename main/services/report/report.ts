/** A bug report: facts about this machine and this lab, and the last failures, without names. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { BugReport, type ReportedError, type ReportedLab } from '../../ipc/schemas/bug-report.ts';
import type { DeviceReport } from '../../ipc/schemas/device.ts';
import type { LabInfo } from '../../ipc/schemas/lab.ts';
import { speedRows } from '../devices/speed-rows.ts';
import { failedRows, labCounts, namesInLab, shownPreferences } from './lab-rows.ts';
import { type Redact, redactor } from './redaction.ts';

/** Most errors in a report. */
const MOST = 40;

/** A lab's part of a report. */
export interface LabPart {
  readonly lab: ReportedLab;
  /** Not redacted. */
  readonly errors: readonly ReportedError[];
  readonly speeds: BugReport['speeds'];
  readonly names: ReadonlySet<string>;
}

const NOTHING: Omit<LabPart, 'lab'> = { errors: [], speeds: [], names: new Set() };

export interface ReportParts {
  readonly devices: Pick<DeviceReport, 'machine' | 'backends' | 'onnxruntime'>;
  readonly lab: LabPart;
  /** Paths under which everything is redacted. */
  readonly folders: readonly string[];
  readonly info: Pick<LabInfo, 'version' | 'node' | 'electron'> & { readonly shell: LabInfo['shell'] | null };
}

export function bugReport({ devices, lab, folders, info }: ReportParts): BugReport {
  const redact = redactor(lab.names, folders);
  const { machine, backends, onnxruntime } = devices;
  return {
    kind: 'signs-lab-report',
    format: 1,
    writtenAt: new Date().toISOString(),
    versions: {
      signsLab: info.version,
      node: info.node,
      electron: info.electron,
      onnxruntime: 'version' in onnxruntime ? onnxruntime.version : null,
    },
    shell: info.shell,
    machine,
    backends: backends.map((row) => ({
      ...row,
      reason: row.reason && redact(row.reason),
      remedy: row.remedy && redact(row.remedy),
      details: redactValues(row.details, redact),
    })),
    onnxruntime: 'reason' in onnxruntime ? { reason: redact(onnxruntime.reason) } : onnxruntime,
    speeds: lab.speeds,
    environment: environment(),
    lab: lab.lab.kind === 'unread' ? { ...lab.lab, reason: redact(lab.lab.reason) } : lab.lab,
    errors: lab.errors
      .toSorted((a, b) => b.at - a.at)
      .slice(0, MOST)
      .map((error) => redactError(error, redact)),
  };
}

/** The file that a person saves: indented JSON, to be read before it is sent. */
export function reportFile(report: BugReport): { name: string; bytes: Uint8Array } {
  const text = `${JSON.stringify(BugReport.parse(report), null, 2)}\n`;
  return { name: `signs-lab-report-${report.writtenAt.slice(0, 10)}.json`, bytes: Buffer.from(text) };
}

/** The part of an open lab. @param session errors since it was opened */
export function openLabPart(sql: DatabaseSync, session: readonly ReportedError[]): LabPart {
  const { user_version: schema } = sql.prepare('PRAGMA user_version').get() as { user_version: number };
  return {
    lab: { kind: 'read', schema, counts: labCounts(sql), preferences: shownPreferences(sql) },
    errors: [...session, ...failedRows(sql)],
    speeds: speedRows({ sql }).list(),
    names: namesInLab(sql),
  };
}

/** The part of a lab folder that this process has not opened. No row is written, and an older database is not migrated. */
export function readLabPart(database: string): LabPart {
  if (!existsSync(database)) return { lab: { kind: 'none' }, ...NOTHING };
  let sql: DatabaseSync | undefined;
  try {
    // Not `readOnly`: SQLite would then need an index file next to the write-ahead log, and leave it there.
    sql = new DatabaseSync(database, { timeout: 200 });
    sql.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON');
    return openLabPart(sql, []);
  } catch (error) {
    return { lab: { kind: 'unread', reason: (error as Error).message }, ...NOTHING };
  } finally {
    sql?.close();
  }
}

function redactError(error: ReportedError, redact: Redact): ReportedError {
  const { remedy, detail, settings } = error;
  return {
    ...error,
    message: redact(error.message),
    remedy: remedy && redact(remedy),
    detail: detail && redact(detail),
    settings: settings && { ...settings, hyperparameters: redactValues(settings.hyperparameters, redact) },
  };
}

function redactValues<V>(values: Readonly<Record<string, V>>, redact: Redact): Record<string, V> {
  const redacted = (value: V) => (typeof value === 'string' ? (redact(value) as V) : value);
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, redacted(value)]));
}

/** Which of the project's variables are set: a number is shown, a path is not. */
function environment(): Record<string, string> {
  const ours = Object.entries(process.env).filter(([name]) => name.startsWith('SIGNS_LAB_'));
  return Object.fromEntries(ours.map(([name, value = '']) => [name, /^\d+$/.test(value) ? value : 'set']));
}
