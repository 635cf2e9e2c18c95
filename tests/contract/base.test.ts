/** `base` as other programs rely on it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lab } from '../helpers/lab.ts';

test('prints the model that comes with the lab as one record, and refuses wrong options', async () => {
  const ran = await lab(['base', '--json']);
  assert.equal(ran.status, 0, ran.stderr);
  const [line, ...others] = ran.lines<{ model: string; sha256: string; classes: string[] }>();
  assert.equal(others.length, 0);
  assert.deepEqual(Object.keys(line!), ['kind', 'model', 'classes', 'sha256']);
  assert.deepEqual(line!.classes, ['0', '1', '2', '3', '4', '5']);
  assert.equal(createHash('sha256').update(readFileSync(line!.model)).digest('hex'), line!.sha256);
  for (const wrong of [['--make'], ['--out', 'somewhere'], ['--measure', 'synthetic']]) {
    const refused = await lab(['base', ...wrong]);
    assert.equal(refused.status, 2, refused.stderr);
    assert.match(refused.stderr, /signs-lab: .+\n {2}.+/);
  }
});

test('for people, describes its training data and accuracy; it recognises drawn hands that it was not trained on', async () => {
  const told = await lab(['base']);
  assert.match(told.stdout, /Data: +Drawn pictures alone/);
  for (const group of ['light skin', 'dark skin', 'left hand', 'right hand', 'palm', 'back of the hand']) {
    assert.match(told.stdout, new RegExp(`: ${group}\\n`));
  }
  const [line] = (await lab(['base', '--json'])).lines<{ model: string }>();
  const evaluated = await lab([
    ...['evaluate', '--model', line!.model, '--data', 'drawn-wide:train=1,test=20,seed=5', '--json'],
  ]);
  const [{ accuracy }] = evaluated.lines<{ accuracy: number }>() as [{ accuracy: number }];
  assert.ok(accuracy > 0.8, `${accuracy} of 120 drawn hands`);
});
