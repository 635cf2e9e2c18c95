/** Datasets of one's own classes, filled by a camera. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';
import { Classes } from '../../ipc/schemas/capture.ts';
import type { LabContext } from '../context.ts';
import type { DatasetRow } from '../datasets/dataset-rows.ts';

const VERSION = 'INSERT INTO versions (dataset, version, at, summary, pictures, kind) VALUES (?,?,?,?,0,?)';
/** What is neither taken back nor brought back. */
const BEGINNING = 'import';

/** Without pictures. @returns its number */
export function createDataset({ db, paths }: LabContext, name: string, classes: readonly string[]): number {
  return db.transaction(() => {
    const { lastInsertRowid } = db.sql
      .prepare(
        `INSERT INTO datasets (name, created_at, origin, classes, version, state)
         VALUES (?, ?, '{"kind":"captured"}', ?, 1, 'present')`,
      )
      .run(name, Date.now(), JSON.stringify(classes));
    const dataset = Number(lastInsertRowid);
    db.sql.prepare(VERSION).run(dataset, 1, Date.now(), `Made for ${classes.length} classes`, BEGINNING);
    // Before the tables speak of it: a folder without a row is swept.
    mkdirSync(paths.dataset(dataset), { recursive: true });
    writeFileSync(join(paths.dataset(dataset), 'pictures.u8'), '');
    return dataset;
  });
}

/**
 * One more class, after the others: a version, for the file of an earlier one names the classes of its time.
 * @throws HostError where there is such a class, or there are too many
 */
export function addClass({ db }: LabContext, { id, classes, version }: DatasetRow, name: string): void {
  const more = Classes.safeParse([...classes, name]);
  if (!more.success) throw refused(name, classes);
  db.transaction(() => {
    db.sql.prepare(VERSION).run(id, version + 1, Date.now(), `Added the class ${name}`, BEGINNING);
    db.sql
      .prepare('UPDATE datasets SET classes = ?, version = ? WHERE id = ?')
      .run(JSON.stringify(more.data), version + 1, id);
  });
}

function refused(name: string, classes: readonly string[]): HostError {
  const there = classes.some((known) => known.toLowerCase() === name.toLowerCase());
  return new HostError({
    message: there ? `There is a class ${name} already.` : `There are ${classes.length} classes: no more can be added.`,
    remedy: 'Choose another name, or make another dataset.',
    badArgument: true,
  });
}
