/** Curves of trials: 256 epochs per row, three float64 per epoch (cost, validation loss, validation accuracy). */
import type { DatabaseSync } from 'node:sqlite';
import type { TrialEpoch } from '../../../native-bridge/host/sweep-messages.ts';

const EPOCHS_PER_ROW = 256;
const FIGURES = 3;

export function curveRows(sql: DatabaseSync) {
  const read = sql.prepare('SELECT figures FROM trial_epochs WHERE sweep = ? AND trial = ? AND first = ?');
  const write = sql.prepare('INSERT OR REPLACE INTO trial_epochs (sweep, trial, first, figures) VALUES (?, ?, ?, ?)');
  return {
    /** Replaces those of the same epochs. To be called within a transaction. */
    put(sweep: number, epochs: readonly TrialEpoch[]): void {
      const rows = Map.groupBy(epochs, ({ trial, epoch }) => `${trial} ${firstOf(epoch)}`);
      for (const some of rows.values()) {
        const [{ trial, epoch }] = some as [TrialEpoch];
        const first = firstOf(epoch);
        const before = read.get(sweep, trial, first)?.figures as Uint8Array | undefined;
        write.run(
          sweep,
          trial,
          first,
          bytesOf(withEpochs(before ? figuresOf(before) : new Float64Array(0), some, first)),
        );
      }
    },
    /** All of a sweep, or of one of its trials: ascending by trial and epoch. */
    list(sweep: number, trial?: number): TrialEpoch[] {
      const [where, values] = trial === undefined ? ['', [sweep]] : [' AND trial = ?', [sweep, trial]];
      const rows = sql
        .prepare(`SELECT trial, first, figures FROM trial_epochs WHERE sweep = ?${where} ORDER BY trial, first`)
        .all(...values);
      return rows.flatMap((row) =>
        epochsOf(Number(row.trial), Number(row.first), figuresOf(row.figures as Uint8Array)),
      );
    },
    /** The same for a sweep as columns, without an object per epoch: a page requests a hundred thousand epochs. */
    columns(sweep: number): CurveArrays {
      const rows = sql
        .prepare('SELECT trial, first, figures FROM trial_epochs WHERE sweep = ? ORDER BY trial, first')
        .all(sweep);
      const parts = rows.map((row) => ({
        ...{ trial: Number(row.trial), first: Number(row.first), figures: figuresOf(row.figures as Uint8Array) },
      }));
      return arraysOf(parts);
    },
    /** Deletes a trial's epochs from that one on. */
    cut(sweep: number, trial: number, from: number): void {
      const first = firstOf(from);
      sql.prepare('DELETE FROM trial_epochs WHERE sweep = ? AND trial = ? AND first > ?').run(sweep, trial, first);
      const found = read.get(sweep, trial, first)?.figures as Uint8Array | undefined;
      if (!found) return;
      const kept = figuresOf(found).slice(0, (from - first) * FIGURES);
      if (kept.length > 0) write.run(sweep, trial, first, bytesOf(kept));
      else sql.prepare('DELETE FROM trial_epochs WHERE sweep = ? AND trial = ? AND first = ?').run(sweep, trial, first);
    },
  };
}

function firstOf(epoch: number): number {
  return epoch - (epoch % EPOCHS_PER_ROW);
}

/** Epochs that were never reported are NaN: SQLite keeps the bytes of a BLOB as they are. */
function withEpochs(before: Float64Array, epochs: readonly TrialEpoch[], first: number): Float64Array {
  const last = Math.max(...epochs.map(({ epoch }) => epoch)) - first;
  const figures = new Float64Array(Math.max(before.length, (last + 1) * FIGURES)).fill(Number.NaN);
  figures.set(before);
  for (const { epoch, cost, validationLoss, validationAccuracy } of epochs) {
    figures.set([cost, validationLoss, validationAccuracy], (epoch - first) * FIGURES);
  }
  return figures;
}

/** (n) each, ascending by trial and epoch. */
export interface CurveArrays {
  readonly trial: Uint32Array;
  readonly epoch: Uint32Array;
  readonly cost: Float32Array;
  readonly validationLoss: Float32Array;
  readonly validationAccuracy: Float32Array;
}

interface Part {
  readonly trial: number;
  readonly first: number;
  readonly figures: Float64Array;
}

function arraysOf(parts: readonly Part[]): CurveArrays {
  const most = parts.reduce((sum, { figures }) => sum + figures.length / FIGURES, 0);
  const [trial, epoch] = [new Uint32Array(most), new Uint32Array(most)];
  const [cost, validationLoss, validationAccuracy] = [0, 1, 2].map(() => new Float32Array(most)) as Float32Array[];
  let n = 0;
  for (const { trial: number, first, figures } of parts) {
    for (let i = 0; i < figures.length; i += FIGURES) {
      if (Number.isNaN(figures[i])) continue;
      trial[n] = number;
      epoch[n] = first + i / FIGURES;
      cost![n] = figures[i]!;
      validationLoss![n] = figures[i + 1]!;
      validationAccuracy![n] = figures[i + 2]!;
      n++;
    }
  }
  const whole = <T extends { subarray(from: number, until: number): T }>(column: T) => column.subarray(0, n);
  return {
    ...{ trial: whole(trial), epoch: whole(epoch), cost: whole(cost!) },
    ...{ validationLoss: whole(validationLoss!), validationAccuracy: whole(validationAccuracy!) },
  };
}

function epochsOf(trial: number, first: number, figures: Float64Array): TrialEpoch[] {
  const epochs: TrialEpoch[] = [];
  for (let i = 0; i < figures.length; i += FIGURES) {
    const [cost, validationLoss, validationAccuracy] = [figures[i]!, figures[i + 1]!, figures[i + 2]!];
    if (Number.isNaN(cost)) continue;
    epochs.push({ trial, epoch: first + i / FIGURES, cost, validationLoss, validationAccuracy });
  }
  return epochs;
}

/** Every processor that Node runs on has the least significant byte first. */
function bytesOf(figures: Float64Array): Uint8Array {
  return new Uint8Array(figures.buffer, figures.byteOffset, figures.byteLength);
}

/** Copied, because a BLOB may start at any address. */
function figuresOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}
