import assert from 'node:assert/strict';
import { test } from 'node:test';
import { taskService } from '../../../../main/services/tasks.ts';

test('a task that was cancelled before it asks ends without a question', { timeout: 10_000 }, async () => {
  const questions: unknown[] = [];
  const tasks = taskService((_event, payload) => {
    if ('task' in payload) questions.push((payload.task as { question: unknown }).question);
  });
  const running = tasks.run({ id: 'import', kind: 'import', title: 'Import two' }, async ({ ask }) => {
    tasks.handlers['tasks.cancel']({ task: 'import' });
    return ask({ kind: 'arrays', problem: 'two arrays of pictures', arrays: [] });
  });
  await assert.rejects(running, /Import two: cancelled/);
  assert.deepEqual(
    questions.filter((question) => question !== null),
    [],
  );
  assert.deepEqual(tasks.handlers['tasks.list']({}), []);
});
