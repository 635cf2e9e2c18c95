/** The rows of `datasets`. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { HostError } from '../../hosts/host-error.ts';
import { Origin } from '../../ipc/schemas/dataset.ts';

export interface DatasetRow {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  readonly origin: Origin;
  readonly classes: readonly string[];
  readonly version: number;
  readonly testFrozen: boolean;
}

const Classes = z.array(z.string());
type State = 'present' | 'removed';

/** @throws HostError if there is no such dataset in that state. */
export function readRow(sql: DatabaseSync, dataset: number, state: State = 'present'): DatasetRow {
  const row = sql.prepare('SELECT * FROM datasets WHERE id = ? AND state = ?').get(dataset, state);
  if (row) return toRow(row);
  throw new HostError({
    message: `There is no ${state === 'removed' ? 'removed ' : ''}dataset ${dataset}.`,
    remedy: 'Choose one from the gallery.',
    badArgument: true,
  });
}

export function isPresent(sql: DatabaseSync, dataset: number): boolean {
  return sql.prepare("SELECT 1 FROM datasets WHERE id = ? AND state = 'present'").get(dataset) !== undefined;
}

/** Datasets of the gallery, newest first. */
export function presentIds(sql: DatabaseSync): number[] {
  const rows = sql.prepare("SELECT id FROM datasets WHERE state = 'present' ORDER BY created_at DESC, id DESC").all();
  return rows.map(({ id }) => Number(id));
}

function toRow(row: Record<string, unknown>): DatasetRow {
  return {
    id: Number(row.id),
    name: String(row.name),
    createdAt: Number(row.created_at),
    origin: Origin.parse(JSON.parse(String(row.origin))),
    classes: Classes.parse(JSON.parse(String(row.classes))),
    version: Number(row.version),
    testFrozen: row.test_frozen === 1,
  };
}
