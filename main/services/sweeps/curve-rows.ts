/** Curves of trials: 256 epochs a row, three float64 an epoch (cost, validation loss, validation accuracy). */
import type { DatabaseSync } from 'node:sqlite';
import type { TrialEpoch } from '../../../native-bridge/host/sweep-messages.ts';

const EPOCHS_A_ROW = 256;
const FIGURES = 3;

export function curveRows(sql: DatabaseSync) {
  const read = sql.prepare('SELECT figures FROM trial_epochs WHERE sweep = ? AND trial = ? AND first = ?');
  const write = sql.prepare('INSERT OR REPLACE INTO trial_epochs (sweep, trial, first, figures) VALUES (?, ?, ?, ?)');
  return {
    /** In place of those of the same epoch. To be called within a transaction. */
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
    /** All of a sweep, or of one of its trials: by trial and epoch ascending. */
    list(sweep: number, trial?: number): TrialEpoch[] {
      const [where, values] = trial === undefined ? ['', [sweep]] : [' AND trial = ?', [sweep, trial]];
      const rows = sql
        .prepare(`SELECT trial, first, figures FROM trial_epochs WHERE sweep = ?${where} ORDER BY trial, first`)
        .all(...values);
      return rows.flatMap((row) =>
        epochsOf(Number(row.trial), Number(row.first), figuresOf(row.figures as Uint8Array)),
      );
    },
    /** Forgets a trial's epochs from that one on. */
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
  return epoch - (epoch % EPOCHS_A_ROW);
}

/** Epochs that nobody reported are NaN: SQLite keeps the bytes of a BLOB as they are. */
function withEpochs(before: Float64Array, epochs: readonly TrialEpoch[], first: number): Float64Array {
  const last = Math.max(...epochs.map(({ epoch }) => epoch)) - first;
  const figures = new Float64Array(Math.max(before.length, (last + 1) * FIGURES)).fill(Number.NaN);
  figures.set(before);
  for (const { epoch, cost, validationLoss, validationAccuracy } of epochs) {
    figures.set([cost, validationLoss, validationAccuracy], (epoch - first) * FIGURES);
  }
  return figures;
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

/** Copied: a BLOB may begin at any address. */
function figuresOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}
