/** Datasets with a person's own classes, filled with a camera. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';
import { Classes } from '../../ipc/schemas/capture.ts';
import type { LabContext } from '../context.ts';
import type { DatasetRow } from '../datasets/dataset-rows.ts';

const VERSION = 'INSERT INTO versions (dataset, version, at, summary, pictures, kind) VALUES (?,?,?,?,0,?)';
/** A kind of version that is neither undone nor redone. */
const BEGINNING = 'import';

/** Creates a dataset without pictures. @returns its number */
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
    // Before the transaction ends: a folder without a row is swept, a row needs its folder.
    mkdirSync(paths.dataset(dataset), { recursive: true });
    writeFileSync(join(paths.dataset(dataset), 'pictures.u8'), '');
    return dataset;
  });
}

/**
 * Adds a class after the others, as a new version: the file of an earlier version names the classes it had then.
 * @throws HostError if there is such a class already, or there are too many
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
    remedy: 'Choose another name, or create another dataset.',
    badArgument: true,
  });
}
