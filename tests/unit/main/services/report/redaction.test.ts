/** What is removed from an error's text, and what a maintainer can still read in it. */
import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { redactor } from '../../../../../main/services/report/redaction.ts';

const APP = join(import.meta.dirname, '../../../../..');
const redact = redactor(['Anna Miller', 'Ünal', '3', 'hands of Anna'], ['/data/Anna Miller/lab (new)']);

const TEXTS: readonly (readonly [text: string, reduced: string])[] = [
  [
    '/data/Anna Miller/lab (new)/runs/7/run.json cannot be written: the disk is full.',
    '<path> cannot be written: the disk is full.',
  ],
  [`${homedir()}/pictures/a.jpg is not there.`, '<path> is not there.'],
  // An unknown folder with a space in its name.
  ['The file /srv/Bob Jones/my signs/1.jpg is no picture.', 'The file <path> is no picture.'],
  ['/srv/Bob Jones is missing. Name another one.', '<path> is missing. Name another one.'],
  ["ENOENT: no such file or directory, open '/srv/Bob/a.jpg'", "ENOENT: no such file or directory, open '<path>'"],
  ['C:\\Users\\Bob Jones\\signs\\a.jpg has no pixels', '<path> has no pixels'],
  ['There is no folder bob/signs.', 'There is no folder <path>.'],
  ['~/signs of Bob: empty', '<path>: empty'],
  ['Bob at the window 1.jpg: truncated', '<file>.jpg: truncated'],
  ['There is no class "Bob".', 'There is no class "<text>".'],
  ['hands of anna has no test split', '<name> has no test split'],
  ['no pictures of anna, none of MILLER', 'no pictures of <name>, none of <name>'],
  ['@tensorflow/tfjs-node-gpu 4.22.0', '@tensorflow/tfjs-node-gpu 4.22.0'],
  ['Import Ünal: cancelled.', 'Import <name>: cancelled.'],
  ['from https://bob@example.org/x?y failed', 'from <address> failed'],
  // What locates the bug stays: code of the app and of Node, error codes, numbers.
  [`    at open (file://${APP}/main/storage/database.ts:75:11)`, '    at open (<app>/main/storage/database.ts:75:11)'],
  [`    at ${APP}/node_modules/zod/v4/core/parse.cjs:1:2`, '    at <app>/node_modules/zod/v4/core/parse.cjs:1:2'],
  ['    at node:internal/process/task_queues:103:5', '    at <app>/node:internal/process/task_queues:103:5'],
  [
    'Epoch 3 of 5: 2/3 of memory in use, CUDA_ERROR_OUT_OF_MEMORY',
    'Epoch 3 of 5: 2/3 of memory in use, CUDA_ERROR_OUT_OF_MEMORY',
  ],
  // Pictures in the app's folder are not code.
  [`${APP}/main/bob.jpg is damaged`, '<path> is damaged'],
];

for (const [text, reduced] of TEXTS) {
  test(text, () => assert.equal(redact(text), reduced));
}
