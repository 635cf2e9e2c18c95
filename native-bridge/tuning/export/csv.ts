/** Trials as comma-separated values (RFC 4180), one per row. */
import { type ExportedSweep, type ExportedTrial, type ExportOptions, exportedTrials } from './exported.ts';

const BEFORE = ['number', 'state'];
const AFTER = ['epochs', 'seconds', 'origin'];

/** Columns: number, state, one per objective, epochs, seconds, origin, one per dimension. Missing values are empty. */
export function trialsAsCsv(sweep: ExportedSweep, options: ExportOptions): string {
  const objectives = sweep.objectives.map(({ name }) => name);
  const dimensions = Object.keys(sweep.space);
  const rows = exportedTrials(sweep, options).map((trial) => rowOf(trial, objectives.length, dimensions));
  return [[...BEFORE, ...objectives, ...AFTER, ...dimensions], ...rows].map(line).join('');
}

function rowOf(trial: ExportedTrial, objectives: number, dimensions: readonly string[]): unknown[] {
  const { number, state, scores, epochs, seconds, origin, values } = trial;
  const scored = Array.from({ length: objectives }, (_, i) => scores[i] ?? null);
  return [number, state, ...scored, epochs, seconds, origin, ...dimensions.map((name) => values[name] ?? null)];
}

function line(fields: readonly unknown[]): string {
  return `${fields.map(field).join(',')}\r\n`;
}

/** Quoted if it contains a separator of fields or rows; quotes inside are doubled. */
function field(value: unknown): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
