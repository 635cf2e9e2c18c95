import assert from 'node:assert/strict';
import { existsSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { HostError } from '../../../../main/hosts/host-error.ts';
import type { EventName } from '../../../../main/ipc/contract.ts';
import { recordingHandlers } from '../../../../main/services/live/recordings.ts';
import { taskService } from '../../../../main/services/tasks.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import { labPaths } from '../../../../main/storage/lab-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const FRAME = 64 * 64 * 3;

function open(folder: string) {
  const paths = labPaths(folder);
  const db = openDatabase(paths.database);
  const said: EventName[] = [];
  const emit = (event: EventName) => void said.push(event);
  db.sql.exec(
    `INSERT OR IGNORE INTO models (id, name, created_at, file, labels, bytes, sha256)
     VALUES (1, 'my net', 0, 'x', '["fist","palm"]', 1, 'a')`,
  );
  return { paths, db, said, handlers: recordingHandlers({ db, paths, emit, tasks: taskService(emit) }) };
}

/** `count` frames whose bytes and probabilities identify them. */
function columns(first: number, count: number) {
  const numbers = Array.from({ length: count }, (_, i) => first + i);
  return {
    times: new Uint8Array(Float64Array.from(numbers, (n) => n * 33.25).buffer),
    pixels: Uint8Array.from({ length: count * FRAME }, (_, i) => (first + Math.floor(i / FRAME)) % 256),
    probabilities: new Uint8Array(Float32Array.from(numbers.flatMap((n) => [n, -n])).buffer),
  };
}

const refused = (pattern: RegExp) => (error: unknown) =>
  error instanceof HostError && pattern.test(error.message) && error.remedy !== undefined;

suite('recordings', () => {
  test('store frames with their answers, and return any part of them', async (context) => {
    const { handlers, db, said } = open(temporaryFolder(context));
    context.after(() => db.close());
    const { id, labels, modelName } = await handlers['recordings.begin']({ model: 1, name: 'Evening' });
    assert.deepEqual([labels, modelName], [['fist', 'palm'], 'my net']);
    // Sent at once, like a page that does not wait: stored in order.
    await Promise.all([
      handlers['recordings.append']({ recording: id, ...columns(0, 5) }),
      handlers['recordings.append']({ recording: id, ...columns(5, 4) }),
    ]);
    const recording = await handlers['recordings.get']({ recording: id });
    assert.deepEqual([recording.frames, recording.duration], [9, 8 * 33.25]);
    assert.deepEqual(await handlers['recordings.frames']({ recording: id, from: 3, count: 4 }), columns(3, 4));
    assert.ok(said.includes('recording'));
  });

  test('columns that do not fit are refused, and stored frames stay', async (context) => {
    const { handlers, db } = open(temporaryFolder(context));
    context.after(() => db.close());
    const { id } = await handlers['recordings.begin']({ model: 1, name: 'A' });
    await handlers['recordings.append']({ recording: id, ...columns(0, 3) });
    const append = (part: object) =>
      Promise.resolve(handlers['recordings.append']({ recording: id, ...columns(3, 2), ...part }));
    await assert.rejects(append({ pixels: new Uint8Array(FRAME) }), refused(/do not fit together/));
    await assert.rejects(append({ times: columns(0, 2).times }), refused(/do not ascend/));
    await assert.rejects(append({ times: new Uint8Array(7) }), refused(/do not fit together/));
    await assert.rejects(append(columns(3, 257)), refused(/257 frames/));
    await assert.rejects(
      async () => handlers['recordings.append']({ recording: 9, ...columns(0, 1) }),
      refused(/no recording 9/),
    );
    await assert.rejects(
      async () => handlers['recordings.frames']({ recording: id, from: 2, count: 2 }),
      refused(/has 3 frames, not 4/),
    );
    await assert.rejects(async () => handlers['recordings.begin']({ model: 7, name: 'B' }), refused(/model 7/));
    assert.deepEqual(await handlers['recordings.frames']({ recording: id, from: 0, count: 3 }), columns(0, 3));
  });

  test('columns may start anywhere in a message', async (context) => {
    const { handlers, db } = open(temporaryFolder(context));
    context.after(() => db.close());
    const { id } = await handlers['recordings.begin']({ model: 1, name: 'A' });
    const { times, ...others } = columns(0, 3);
    const message = Buffer.concat([Buffer.alloc(13, 255), times]); // as a socket reader returns it: a view of a larger buffer
    await handlers['recordings.append']({ recording: id, ...others, times: message.subarray(13) });
    assert.deepEqual(await handlers['recordings.frames']({ recording: id, from: 0, count: 3 }), columns(0, 3));
  });

  test('a full recording accepts no more frames, and says so', async (context) => {
    const { handlers, db } = open(temporaryFolder(context));
    context.after(() => db.close());
    const { id } = await handlers['recordings.begin']({ model: 1, name: 'A' });
    db.sql.prepare('UPDATE recordings SET frames = 19998, duration = 0').run();
    await assert.rejects(
      async () => handlers['recordings.append']({ recording: id, ...columns(0, 3) }),
      refused(/at most 20000 frames/),
    );
    assert.equal((await handlers['recordings.append']({ recording: id, ...columns(0, 2) })).frames, 20_000);
  });

  test('a recording outlives its model', async (context) => {
    const { handlers, db } = open(temporaryFolder(context));
    context.after(() => db.close());
    const { id } = await handlers['recordings.begin']({ model: 1, name: 'A' });
    db.sql.exec('DELETE FROM models');
    const { model, modelName } = await handlers['recordings.get']({ recording: id });
    assert.deepEqual([model, modelName], [null, 'my net']);
  });

  test('an unfinished part is overwritten', async (context) => {
    const folder = temporaryFolder(context);
    const first = open(folder);
    const { id } = await first.handlers['recordings.begin']({ model: 1, name: 'A' });
    await first.handlers['recordings.append']({ recording: id, ...columns(0, 4) });
    // As if the process had died between writing the files and the row.
    first.db.sql.prepare('UPDATE recordings SET frames = 2, duration = 33.25').run();
    truncateSync(join(first.paths.recording(id), 'frames.u8'), 2 * FRAME + 100);
    first.db.close();
    const { handlers, db } = open(folder);
    context.after(() => db.close());
    await handlers['recordings.append']({ recording: id, ...columns(2, 3) });
    assert.deepEqual(await handlers['recordings.frames']({ recording: id, from: 0, count: 5 }), columns(0, 5));
  });

  test('removed recordings can be restored until the lab is opened again', async (context) => {
    const folder = temporaryFolder(context);
    const first = open(folder);
    const { id } = await first.handlers['recordings.begin']({ model: 1, name: 'A' });
    await first.handlers['recordings.append']({ recording: id, ...columns(0, 1) });
    await first.handlers['recordings.remove']({ recording: id });
    assert.deepEqual(await first.handlers['recordings.list']({}), []);
    assert.equal((await first.handlers['recordings.restore']({ recording: id })).frames, 1);
    await first.handlers['recordings.remove']({ recording: id });
    first.db.close();
    const { handlers, db, paths } = open(folder);
    context.after(() => db.close());
    assert.equal(existsSync(paths.recording(id)), false);
    await assert.rejects(async () => handlers['recordings.restore']({ recording: id }), refused(/no recording/));
  });
});
