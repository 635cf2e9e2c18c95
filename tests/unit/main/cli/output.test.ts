import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { createOutput, timeLeft } from '../../../../main/cli/output.ts';

/** An output with its own streams, and the text of each. */
function listening(options: { json: boolean; quiet: boolean }) {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const heard = () => ({
    stdout: String(streams.stdout.read() ?? ''),
    stderr: String(streams.stderr.read() ?? ''),
  });
  return { output: createOutput(options, streams), heard };
}

function sayEverything(options: { json: boolean; quiet: boolean }) {
  const { output, heard } = listening(options);
  output.say('for people');
  output.record({ kind: 'done', accuracy: 0.5, label: 'ü\n"' });
  output.note('next to it');
  output.settle();
  return heard();
}

describe('createOutput', () => {
  test('without --json: text on standard output, messages on standard error', () => {
    assert.deepEqual(sayEverything({ json: false, quiet: false }), { stdout: 'for people\n', stderr: 'next to it\n' });
  });
  test('with --json: one object per line on standard output, and nothing else', () => {
    const { stdout, stderr } = sayEverything({ json: true, quiet: false });
    assert.equal(stdout.split('\n').length, 2);
    assert.deepEqual(JSON.parse(stdout), { kind: 'done', accuracy: 0.5, label: 'ü\n"' });
    assert.equal(stderr, 'next to it\n');
  });
  test('with --quiet: the result, no messages', () => {
    assert.deepEqual(sayEverything({ json: false, quiet: true }), { stdout: 'for people\n', stderr: '' });
  });
});

describe('progress if standard error is not a terminal', () => {
  test('a line in whole percent every ten seconds, the first after ten', (t) => {
    t.mock.method(performance, 'now', () => now);
    let now = 9_999; // ms since the process began
    const { output, heard } = listening({ json: true, quiet: false });
    output.progress({ step: 'Epoch 0', done: 0, total: 3 });
    assert.equal(heard().stderr, '');
    now = 60_000;
    output.progress({ step: 'Epoch 0', done: 1, total: 3 });
    now += 9_999;
    output.progress({ step: 'Epoch 0', done: 2, total: 3 });
    assert.deepEqual(heard(), { stdout: '', stderr: 'Epoch 0: 33 %\n' });
    now += 1;
    output.progress({ step: 'Epoch 0', done: 3, total: 3 });
    assert.equal(heard().stderr, 'Epoch 0: 100 %\n');
  });
  test('a total that is not known yet is 0 %', (t) => {
    t.mock.method(performance, 'now', () => 60_000);
    const { output, heard } = listening({ json: false, quiet: false });
    output.progress({ step: 'fetch', done: 0, total: 0 });
    assert.equal(heard().stderr, 'fetch: 0 %\n');
  });
  test('nothing with --quiet', (t) => {
    t.mock.method(performance, 'now', () => 60_000);
    const { output, heard } = listening({ json: false, quiet: true });
    output.progress({ step: 'fetch', done: 1, total: 2 });
    assert.equal(heard().stderr, '');
  });
});

test('the time left as text; empty while it is not known', () => {
  assert.equal(timeLeft(0), ' | 0 s left');
  assert.equal(timeLeft(5), ' | 5 s left');
  assert.equal(timeLeft(125), ' | 2 min 05 s left');
  assert.equal(timeLeft(119.6), ' | 2 min 00 s left');
  for (const unknown of ['INF', 'NULL', Number.NaN, Number.POSITIVE_INFINITY, null])
    assert.equal(timeLeft(unknown), '');
});
