/** Models in `lab.sqlite`. */
import { z } from 'zod';
import { HostError } from '../../hosts/host-error.ts';
import { ModelSummary } from '../../ipc/schemas/model.ts';
import type { Database } from '../../storage/database.ts';

const Row = z.object({
  id: z.int(),
  name: z.string(),
  created_at: z.int(),
  run: z.int().nullable(),
  base: z.int(),
  file: z.string(),
  labels: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  card: z.string().nullable(),
  parity: z.string().nullable(),
});

export interface ModelFacts {
  readonly labels: readonly string[];
  readonly bytes: number;
  readonly sha256: string;
  readonly card: ModelSummary['card'];
  readonly parity: ModelSummary['parity'];
}

export interface ModelOrigin {
  /** Null if no run of the lab made it. */
  readonly run: number | null;
  /** The file's name, or the run's. */
  readonly file: string;
  /** It comes with the lab. */
  readonly base?: boolean;
}

export type ModelRows = ReturnType<typeof modelRows>;

export function modelRows({ sql }: Database) {
  const columns = 'id, name, created_at, run, base, file, labels, bytes, sha256, card, parity';
  const find = (where: string, value: number | string): ModelSummary | null => {
    const row = sql.prepare(`SELECT ${columns} FROM models WHERE ${where} AND removed = 0`).get(value);
    return row ? summaryOf(Row.parse(row)) : null;
  };
  let reserved = 0;
  const values = ({ labels, bytes, sha256, card, parity }: ModelFacts) =>
    [JSON.stringify(labels), bytes, sha256, card && JSON.stringify(card), parity && JSON.stringify(parity)] as const;
  return {
    /** @throws HostError if there is no such model. */
    get(id: number): ModelSummary {
      const found = find('id = ?', id);
      if (found) return found;
      throw new HostError({
        message: `There is no model ${id}.`,
        remedy: 'It was removed; choose one from the list of models.',
        badArgument: true,
      });
    },
    /** The model with exactly that file. */
    ofFile: (sha256: string) => find('sha256 = ?', sha256),
    /** Newest first. */
    list: (): ModelSummary[] =>
      sql
        .prepare(`SELECT ${columns} FROM models WHERE removed = 0 ORDER BY created_at DESC, id DESC`)
        .all()
        .map((row) => summaryOf(Row.parse(row))),
    /** The number of a run's model, also of one that was removed: the run may be trained longer. */
    ofRun(run: number): number | null {
      const row = sql.prepare('SELECT id FROM models WHERE run = ?').get(run);
      return row ? Number(row.id) : null;
    },
    /** A number that no model has had, for a folder that is filled before the model is listed. */
    reserve(): number {
      const row = sql.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'models'").get();
      reserved = Math.max(reserved, Number(row?.seq ?? 0)) + 1;
      return reserved;
    },
    /** @param id a reserved one */
    add(id: number, name: string, { run, file, base = false }: ModelOrigin, facts: ModelFacts): void {
      sql
        .prepare(`
          INSERT INTO models (id, name, created_at, run, file, base, labels, bytes, sha256, card, parity)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(id, name, Date.now(), run, file, Number(base), ...values(facts));
    },
    /** A run that was trained longer has another file; it also restores a removed model. */
    replace(id: number, facts: ModelFacts): void {
      sql
        .prepare(`
          UPDATE models SET created_at = ?, labels = ?, bytes = ?, sha256 = ?, card = ?, parity = ?, removed = 0
          WHERE id = ?`)
        .run(Date.now(), ...values(facts), id);
    },
    rename(id: number, name: string): void {
      sql.prepare('UPDATE models SET name = ? WHERE id = ?').run(name, id);
    },
    /** For a foreign model, whose card names them. */
    setLabels(id: number, labels: readonly string[]): void {
      sql.prepare('UPDATE models SET labels = ? WHERE id = ?').run(JSON.stringify(labels), id);
    },
    setRemoved(id: number, removed: boolean): void {
      sql.prepare('UPDATE models SET removed = ? WHERE id = ?').run(Number(removed), id);
    },
  };
}

function summaryOf(row: z.infer<typeof Row>): ModelSummary {
  const { run, file, base } = row;
  return ModelSummary.parse({
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    origin: base ? { kind: 'base' } : run === null ? { kind: 'file', file } : { kind: 'run', run, runName: file },
    labels: JSON.parse(row.labels),
    bytes: row.bytes,
    sha256: row.sha256,
    card: row.card && JSON.parse(row.card),
    parity: row.parity && JSON.parse(row.parity),
  });
}
