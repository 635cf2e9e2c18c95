/** Trials' answers on their validation pictures, and which pictures those are. */
import type { DatabaseSync } from 'node:sqlite';
import type { TrialAnswers, ValidationPictures } from '../../../native-bridge/host/sweep-messages.ts';

export interface StoredAnswers {
  readonly split: ValidationPictures['split'];
  /** (n) Indices within the split. */
  readonly places: Int32Array;
  /** (n) */
  readonly labels: Int32Array;
  /** (n) */
  readonly predicted: Uint16Array;
}

/** A host's numbers of sets of pictures, new in every session -> the stored numbers. */
export type PictureNumbers = Map<number, number>;

export function answerRows(sql: DatabaseSync) {
  const find = sql.prepare('SELECT number FROM sweep_pictures WHERE sweep = ? AND split = ? AND places = ?');
  const add = sql.prepare(`
    INSERT INTO sweep_pictures (sweep, number, split, places, labels)
    VALUES (?1, (SELECT coalesce(max(number), -1) + 1 FROM sweep_pictures WHERE sweep = ?1), ?, ?, ?) RETURNING number`);
  const putAnswers = sql.prepare(
    'INSERT OR REPLACE INTO trial_answers (sweep, trial, pictures, predicted) VALUES (?, ?, ?, ?)',
  );
  const copyPictures = sql.prepare(`
    INSERT INTO sweep_pictures (sweep, number, split, places, labels)
    SELECT ?, number, split, places, labels FROM sweep_pictures WHERE sweep = ?`);
  const copyAnswers = sql.prepare(`
    INSERT INTO trial_answers (sweep, trial, pictures, predicted)
    SELECT ?, ?, pictures, predicted FROM trial_answers WHERE sweep = ? AND trial = ?`);
  const read = sql.prepare(`
    SELECT split, places, labels, predicted FROM trial_answers
    JOIN sweep_pictures ON sweep_pictures.sweep = trial_answers.sweep AND sweep_pictures.number = trial_answers.pictures
    WHERE trial_answers.sweep = ? AND trial = ?`);
  const numberOf = (sweep: number, { split, places, labels }: ValidationPictures): number => {
    const known = find.get(sweep, split, bytesOf(places)) ?? add.get(sweep, split, bytesOf(places), bytesOf(labels));
    return Number(known?.number);
  };
  return {
    /** To be called within a transaction. @param numbers of this session's host; new pictures are added to it */
    put(
      sweep: number,
      pictures: readonly ValidationPictures[],
      answers: readonly TrialAnswers[],
      numbers: PictureNumbers,
    ): void {
      for (const some of pictures) numbers.set(some.number, numberOf(sweep, some));
      for (const { trial, pictures: number, predicted } of answers) {
        const stored = numbers.get(number);
        if (stored === undefined)
          throw new Error(`trial ${trial} answers on pictures ${number}, which were never reported`);
        putAnswers.run(sweep, trial, stored, bytesOf(predicted));
      }
    },
    /** Copies those of an earlier sweep's trials, given by their numbers in it. To be called within a transaction. */
    copy(sweep: number, earlier: number, numbers: readonly number[]): void {
      copyPictures.run(sweep, earlier);
      for (const [trial, number] of numbers.entries()) copyAnswers.run(sweep, trial, earlier, number);
    },
    /** Null if the trial has not completed an epoch. */
    get(sweep: number, trial: number): StoredAnswers | null {
      const row = read.get(sweep, trial);
      if (!row) return null;
      return {
        split: row.split as ValidationPictures['split'],
        places: new Int32Array(bufferOf(row.places)),
        labels: new Int32Array(bufferOf(row.labels)),
        predicted: new Uint16Array(bufferOf(row.predicted)),
      };
    },
  };
}

/** Every processor that Node runs on has the least significant byte first. */
function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Copied, because a BLOB may start at any address. */
function bufferOf(bytes: unknown): ArrayBuffer {
  return (bytes as Uint8Array<ArrayBuffer>).slice().buffer;
}
