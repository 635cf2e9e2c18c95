/** Exports all trials of a sweep as a file for other programs. */
import { gzipSync } from 'node:zlib';
import {
  type ExportedSweep,
  exportedSweep,
  optunaJournal,
  sweepEventFiles,
  trialsAsCsv,
} from '../../../native-bridge/host/export-messages.ts';
import type { Trial, TrialEpoch } from '../../../native-bridge/host/sweep-messages.ts';
import type { Output } from '../../ipc/contract.ts';
import type { SweepRow } from './sweep-rows.ts';
import { tarOf } from './tar.ts';

export interface SweepContents {
  readonly sweep: Pick<SweepRow, 'name' | 'plan'>;
  /** As the page shows them. */
  readonly trials: readonly Trial[];
  readonly epochs: readonly TrialEpoch[];
}

export function exportedContents({ sweep, trials, epochs }: SweepContents): ExportedSweep {
  return exportedSweep(sweep.name, sweep.plan, trials, epochs);
}

/** @param pruned whether pruned trials are included, as the page's switch says */
export function exportSweep(
  contents: SweepContents,
  format: 'csv' | 'optuna' | 'tensorboard',
  pruned: boolean,
): Output<'sweeps.export'> {
  const sweep = exportedContents(contents);
  const name = fileName(sweep.name);
  const text = (written: string) => new TextEncoder().encode(written);
  switch (format) {
    case 'csv':
      return { name: `${name}.csv`, bytes: text(trialsAsCsv(sweep, { pruned })) };
    case 'optuna':
      return { name: `${name}.journal.log`, bytes: text(optunaJournal(sweep, { pruned })) };
    case 'tensorboard':
      // Every system can unpack it; TensorBoard expects one folder per trial.
      return { name: `${name}.tensorboard.tar.gz`, bytes: gzipSync(tarOf(sweepEventFiles(sweep, { pruned }), name)) };
  }
}

/** A name that every file system accepts. */
function fileName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return plain.slice(0, 60) || 'sweep';
}
