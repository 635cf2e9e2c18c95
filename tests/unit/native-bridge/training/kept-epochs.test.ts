/** Which epochs are kept, and their size. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import { PRESET_NAMES, presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { sizeOf } from '../../../../native-bridge/convnet/tensor.ts';
import { keptBytes, keptEpochs, staysKept } from '../../../../native-bridge/training/kept-epochs.ts';
import { encodeKept, keptAfter, keptName } from '../../../../native-bridge/training/kept-file.ts';

describe('the epochs that are kept', () => {
  test('are all of a short run, and the state before training', () => {
    assert.deepEqual(keptEpochs(0), [0]);
    assert.deepEqual(
      keptEpochs(100),
      Array.from({ length: 101 }, (_, after) => after),
    );
    assert.equal(keptEpochs(180).length, 181);
  });

  test('are every second, fourth, ... of a longer run, the first twenty and the last', () => {
    const kept = keptEpochs(361);
    assert.deepEqual(kept.slice(0, 24), [...Array.from({ length: 21 }, (_, after) => after), 24, 28, 32]);
    assert.deepEqual(kept.slice(-3), [356, 360, 361]);
  });

  test('agree with the rule for single epochs', () => {
    for (const done of [0, 1, 19, 20, 21, 180, 181, 359, 360, 361, 1441, 10_000]) {
      const each = Array.from({ length: done + 1 }, (_, after) => after);
      assert.deepEqual(
        keptEpochs(done),
        each.filter((after) => after === done || staysKept(after, done)),
      );
    }
  });

  test('are at most 202, and for long runs at least half of that, evenly spread', () => {
    fc.assert(
      fc.property(fc.integer({ min: 180, max: 1_000_000 }), (done) => {
        const kept = keptEpochs(done);
        assert.ok(kept.length <= 202 && kept.length >= 90, `${kept.length} of ${done}`);
        const steps = new Set(kept.slice(21, -1).map((after, i, all) => after - (all[i - 1] ?? after)));
        steps.delete(0);
        assert.ok(steps.size <= 1, `${[...steps]}`);
        assert.equal(kept.at(-1), done);
      }),
    );
  });

  test('of a longer run are a subset of those of every shorter one: nothing has to be trained again', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5000 }), fc.nat({ max: 5000 }), (after, more) => {
        if (staysKept(after, after + more)) assert.ok(staysKept(after, after));
      }),
    );
  });
});

describe('the predicted size', () => {
  for (const name of PRESET_NAMES) {
    test(`of ${name} equals that of the files within 3 %`, () => {
      const network = presetNetwork(name);
      const parameters = initialise(network, 1);
      const trained = parameterSpecs(network).filter((spec) => spec.trained);
      const zeros = (prefix: string) =>
        trained.map((spec) => {
          return [`${prefix}/${spec.name}`, { shape: spec.shape, data: new Float32Array(sizeOf(spec.shape)) }] as const;
        });
      const bytesOf = (...prefixes: string[]) => {
        const slots = Object.fromEntries(prefixes.flatMap(zeros));
        return 101 * encodeKept({ parameters, optimizer: { steps: 1700, slots } }).length;
      };
      for (const [said, real] of [
        [keptBytes(network, 'adam', 100), bytesOf('m', 'v')],
        [keptBytes(network, 'sgd', 100), bytesOf('u')],
      ] as const) {
        assert.ok(Math.abs(said - real) <= 0.03 * real, `${said}, but ${real}`);
      }
    });
  }
});

test('a file is named by its epoch, and other files are ignored', () => {
  for (const after of [0, 7, 123456, 1_000_000]) assert.equal(keptAfter(keptName(after)), after);
  for (const name of ['run.json', '000001.safetensors.123', 'x000001.safetensors']) assert.equal(keptAfter(name), null);
});
