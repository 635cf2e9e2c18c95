/** Runs and sweeps wait for each other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine } from '../../../../main/services/machine.ts';

/** A queue like those of runs and sweeps: starts the next one whenever it may. */
function queueOf(machine: Machine, kind: 'run' | 'sweep', begun: string[]) {
  const waiting: string[] = [];
  let release: (() => void) | null = null;
  const next = (): void => {
    if (release) return;
    const [name] = waiting;
    if (name === undefined) {
      machine.leave(next);
      return;
    }
    release = machine.take({ kind, name }, next);
    if (!release) return;
    waiting.shift();
    begun.push(name);
  };
  return {
    add(name: string) {
      waiting.push(name);
      next();
    },
    drop: () => waiting.splice(0),
    next,
    end() {
      const given = release!;
      release = null;
      given();
      next();
    },
  };
}

test('one thing at a time; then the queue that has waited longer', () => {
  const machine = new Machine();
  const begun: string[] = [];
  const [runs, sweeps] = [queueOf(machine, 'run', begun), queueOf(machine, 'sweep', begun)];
  for (const name of ['run 1', 'run 2']) runs.add(name);
  for (const name of ['sweep 1', 'sweep 2']) sweeps.add(name);
  assert.deepEqual([begun, machine.holder], [['run 1'], { kind: 'run', name: 'run 1' }]);
  runs.end();
  assert.deepEqual(begun, ['run 1', 'sweep 1']);
  sweeps.end();
  runs.end();
  sweeps.end();
  assert.deepEqual(begun, ['run 1', 'sweep 1', 'run 2', 'sweep 2']);
  assert.equal(machine.holder, null);
});

test('a queue that no longer needs it does not block the others', () => {
  const machine = new Machine();
  const begun: string[] = [];
  const [runs, sweeps] = [queueOf(machine, 'run', begun), queueOf(machine, 'sweep', begun)];
  runs.add('run 1');
  sweeps.add('sweep 1');
  sweeps.drop();
  runs.add('run 2');
  runs.end();
  assert.deepEqual(begun, ['run 1', 'run 2'], 'the woken sweep had been paused');
});
