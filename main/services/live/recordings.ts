/** The use cases of recordings: frames as a net saw them, with its predictions. */
import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { HostError } from '../../hosts/host-error.ts';
import type { Asked, HandlersOf } from '../../ipc/contract.ts';
import type { Recording } from '../../ipc/schemas/live.ts';
import type { LabContext } from '../context.ts';
import { modelRows } from '../models/model-rows.ts';
import { appendFrames, FRAME_BYTES, readFrames, TIME_BYTES } from './recording-files.ts';

/** 11 minutes at 30 frames per second: 246 MB. */
const MOST_FRAMES = 20_000;
/** Most frames in one message: 3 MB. */
const MOST_AT_ONCE = 256;

export function recordingHandlers({ db, paths, emit }: LabContext): HandlersOf<'recordings'> {
  const models = modelRows(db);
  deleteRemoved();
  const turns = new Map<number, Promise<unknown>>();
  const changed = (id: number): Recording => {
    emit('recording', { recording: id });
    return read(db.sql, id);
  };
  return {
    'recordings.list': () =>
      db.sql
        .prepare('SELECT * FROM recordings WHERE removed = 0 ORDER BY id DESC')
        .all()
        .map((row) => toRecording(row, db.sql)),
    'recordings.get': ({ recording }) => read(db.sql, recording),
    'recordings.begin': ({ model: id, name }) => {
      const model = models.get(id);
      const { lastInsertRowid } = db.sql
        .prepare('INSERT INTO recordings (created_at, name, model, model_name, labels) VALUES (?,?,?,?,?)')
        .run(Date.now(), name, id, model.name, JSON.stringify(model.labels));
      return changed(Number(lastInsertRowid));
    },
    'recordings.append': async (asked) => {
      const { recording: id } = asked;
      // One after another: each is appended to what the previous one has written.
      const mine = (turns.get(id) ?? Promise.resolve()).then(() => append(asked));
      const settled = mine.catch(() => {});
      turns.set(id, settled);
      try {
        return await mine;
      } finally {
        if (turns.get(id) === settled) turns.delete(id);
      }
    },
    'recordings.frames': ({ recording, from, count }) => {
      const { frames, labels } = read(db.sql, recording);
      if (from + count > frames) throw beyond(from + count, frames);
      return readFrames(paths.recording(recording), { from, count, classes: labels.length });
    },
    'recordings.rename': ({ recording, name }) => {
      read(db.sql, recording);
      db.sql.prepare('UPDATE recordings SET name = ? WHERE id = ?').run(name, recording);
      return changed(recording);
    },
    'recordings.remove': ({ recording }) => {
      read(db.sql, recording);
      db.sql.prepare('UPDATE recordings SET removed = 1 WHERE id = ?').run(recording);
      emit('recording', { recording });
      return null;
    },
    'recordings.restore': ({ recording }) => {
      db.sql.prepare('UPDATE recordings SET removed = 0 WHERE id = ?').run(recording);
      return changed(recording);
    },
  };

  async function append({ recording: id, ...columns }: Asked<'recordings.append'>): Promise<Recording> {
    const { frames, labels, duration } = read(db.sql, id);
    const times = timesOf(columns, labels.length, frames === 0 ? Number.NEGATIVE_INFINITY : duration);
    if (frames + times.length > MOST_FRAMES) throw full();
    await appendFrames(paths.recording(id), { from: frames, classes: labels.length, ...columns });
    db.sql
      .prepare('UPDATE recordings SET frames = ?, duration = ? WHERE id = ?')
      .run(frames + times.length, times.at(-1) ?? duration, id);
    return changed(id);
  }

  /** Deletes what was removed in an earlier session. */
  function deleteRemoved(): void {
    for (const { id } of db.sql.prepare('SELECT id FROM recordings WHERE removed = 1').all()) {
      rmSync(paths.recording(Number(id)), { recursive: true, force: true });
      db.sql.prepare('DELETE FROM recordings WHERE id = ?').run(id!);
    }
  }
}

type Columns = Pick<Asked<'recordings.append'>, 'times' | 'pixels' | 'probabilities'>;

/** (n) ms. @throws HostError if the columns do not fit together, or time goes backwards */
function timesOf({ times: bytes, pixels, probabilities }: Columns, classes: number, before: number): Float64Array {
  const count = bytes.length / TIME_BYTES;
  const fits = Number.isInteger(count) && pixels.length === count * FRAME_BYTES;
  if (!fits || probabilities.length !== count * classes * 4) throw wrong('its columns do not fit together');
  if (count < 1 || count > MOST_AT_ONCE) throw wrong(`it holds ${count} frames, not 1 to ${MOST_AT_ONCE}`);
  const times = new Float64Array(new Uint8Array(bytes).buffer); // a copy: in a message they may not be aligned
  const ascend = times.every((at, i) => Number.isFinite(at) && at >= 0 && at >= (i === 0 ? before : times[i - 1]!));
  if (!ascend) throw wrong('its times do not ascend');
  return times;
}

const Labels = z.array(z.string());

/** @throws HostError if there is no such recording. */
function read(sql: DatabaseSync, id: number): Recording {
  const row = sql.prepare('SELECT * FROM recordings WHERE id = ? AND removed = 0').get(id);
  if (row) return toRecording(row, sql);
  throw new HostError({
    message: `There is no recording ${id}.`,
    remedy: 'Choose one from the list of recordings.',
    badArgument: true,
  });
}

function toRecording(row: Record<string, unknown>, sql: DatabaseSync): Recording {
  const model = Number(row.model);
  const there = sql.prepare('SELECT 1 FROM models WHERE id = ? AND removed = 0').get(model);
  return {
    id: Number(row.id),
    name: String(row.name),
    createdAt: Number(row.created_at),
    model: there ? model : null,
    modelName: String(row.model_name),
    labels: Labels.parse(JSON.parse(String(row.labels))),
    frames: Number(row.frames),
    duration: Number(row.duration),
  };
}

function wrong(reason: string): HostError {
  return new HostError({
    message: `A part of the recording is not valid: ${reason}.`,
    remedy: 'Reload the page, and record again.',
    badArgument: true,
  });
}

function full(): HostError {
  return new HostError({
    message: `A recording holds at most ${MOST_FRAMES} frames, about 11 minutes.`,
    remedy: 'It is kept as it is; start another one.',
    badArgument: true,
  });
}

function beyond(wanted: number, frames: number): HostError {
  return new HostError({
    message: `The recording has ${frames} frames, not ${wanted}.`,
    remedy: 'Reload the page.',
    badArgument: true,
  });
}
