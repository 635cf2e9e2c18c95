import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ModelSummary } from '../../../../../main/ipc/schemas/model.ts';
import { bestModel, lastWorkedOn } from '../../../../../renderer/features/home/where-left.ts';

const thing = (id: number, createdAt: number) => ({ id, name: `${id}`, createdAt });
const opened = { kind: 'file', file: 'a.onnx' } as const;
const trained = { kind: 'run', run: 1, runName: 'a' } as const;

suite('where the user left off', () => {
  test('is what was started or changed last', () => {
    const things = {
      ...{ runs: [thing(1, 10)], datasets: [thing(2, 5)], sweeps: [thing(3, 8)], edited: new Map() },
      models: [{ ...thing(4, 90), origin: trained }],
    };
    assert.deepEqual(lastWorkedOn(things), { kind: 'run', name: '1', path: '/training/1', at: 10 });
    assert.equal(lastWorkedOn({ ...things, edited: new Map([[2, 11]]) })?.path, '/datasets/2');
    assert.equal(lastWorkedOn({ ...things, sweeps: [thing(3, 12)] })?.path, '/tuning/3');
    assert.equal(lastWorkedOn({ ...things, models: [{ ...thing(4, 90), origin: opened }] })?.path, '/models/4');
    assert.equal(lastWorkedOn({ runs: [], datasets: [], sweeps: [], models: [], edited: new Map() }), null);
  });
});

suite('the best model', () => {
  const model = (id: number, testAccuracy: number | null, labels = ['a', 'b']) => {
    return { id, labels, card: { testAccuracy } as ModelSummary['card'] };
  };
  const best = (...models: ReturnType<typeof model>[]) => {
    const found = bestModel(models);
    return found && [found.model.id, found.testAccuracy, found.others];
  };

  test('is the one with the highest accuracy on test pictures, the newest if equal', () => {
    assert.deepEqual(best(model(4, 0.7), model(3, 0.9), model(2, 0.9), model(1, 0.8)), [3, 0.9, 3]);
    assert.deepEqual(best(model(2, null), model(1, 0)), [1, 0, 1]);
  });

  test('is the newest if none was tested; models for other classes do not compete', () => {
    assert.deepEqual(best(model(2, null), model(1, null)), [2, null, 1]);
    assert.deepEqual(best(model(3, 0.5), model(2, 0.9, ['c', 'd']), model(1, 0.4)), [3, 0.5, 1]);
    assert.deepEqual(best({ ...model(2, null), card: null }), [2, null, 0]);
    assert.equal(best(), null);
  });
});
