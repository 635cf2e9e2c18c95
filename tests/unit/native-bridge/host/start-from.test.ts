/** What a run takes over from a model, and which models are refused. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { adapted, readOrigin, takeOver } from '../../../../native-bridge/host/start-from.ts';
import { exportOnnx } from '../../../../native-bridge/onnx/export.ts';
import { ratesFor } from '../../../../native-bridge/training/rates.ts';
import { ArgumentError } from '../../../../native-bridge/training/training-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'start-from-'));
after(() => rmSync(folder, { recursive: true }));

const classes = ['0', '1', '2', '3', '4', '5'];
const network = presetNetwork('three-block');
const parameters = initialise(network, 7);
const metadata = {
  ...{ datasetSha256: 'a'.repeat(64), trainAccuracy: 1, testAccuracy: null, rejection: null },
  ...{ seed: 3, initSeed: 7, hyperparameters: {} },
};
const bytes = exportOnnx({ network, parameters, classes, metadata });
writeFileSync(join(folder, 'model.onnx'), bytes);

describe('start from a model', () => {
  const origin = readOrigin(folder); // a run's folder
  const fresh = initialise(network, 1);
  const names = Object.keys(fresh);

  test('the same network and classes: everything, bit for bit', () => {
    const begun = takeOver(origin, network, classes, fresh);
    assert.deepEqual(begun.parameters, parameters);
    assert.deepEqual([begun.from.taken, begun.from.lastLayer], [names, 'taken']);
    assert.match(begun.from.sha256, /^[0-9a-f]{64}$/);
  });

  test('the same classes in another order: the last layer follows them', () => {
    const order = [5, 0, 3, 1, 4, 2];
    const begun = takeOver(
      origin,
      network,
      order.map((k) => classes[k]!),
      fresh,
    );
    assert.equal(begun.from.lastLayer, 'reordered');
    const [was, is] = [parameters.W4!.data, begun.parameters.W4!.data];
    for (let i = 0; i < was.length; i++) assert.equal(is[i], was[i - (i % 6) + order[i % 6]!]);
  });

  test('other classes, equally many or fewer: the last layer is new, the rest is taken over', () => {
    const three = presetNetwork('three-block', { classes: 3 });
    for (const [net, labels] of [
      [network, ['a', 'b', 'c', 'd', 'e', 'f']],
      [three, ['a', 'b', 'c']],
    ] as const) {
      const first = initialise(net, 1);
      const begun = takeOver(origin, net, labels, first);
      assert.equal(begun.from.lastLayer, 'new');
      assert.deepEqual(begun.parameters.W4, first.W4);
      assert.deepEqual(begun.parameters.variance3, parameters.variance3);
    }
    assert.deepEqual(adapted(network, 3), { ...three, name: network.name });
  });

  test('the base, by name: everything for the signs it knows, a new last layer for others', () => {
    const base = readOrigin('base');
    assert.deepEqual([base.path, base.classes], ['base', classes]);
    const hands = presetNetwork('hands');
    const begun = takeOver(base, hands, classes, initialise(hands, 1));
    assert.deepEqual([begun.parameters, begun.from.model], [base.parameters, 'base']);
    const letters = adapted(base.network, 3);
    const other = takeOver(base, letters, ['A', 'B', 'no sign'], initialise(letters, 1));
    assert.equal(other.from.lastLayer, 'new');
    assert.equal(other.from.taken.length, begun.from.taken.length - 2);
  });

  test('a model with another size or network, from another program, damaged or missing: a sentence each', () => {
    const small = presetNetwork('three-block', { input: [32, 32, 3] });
    const refused = (work: () => unknown, why: RegExp) =>
      assert.throws(work, (error) => error instanceof ArgumentError && why.test(error.message) && error.remedy !== '');
    refused(() => takeOver(origin, small, classes, initialise(small, 1)), /takes pictures of \(64,64,3\)/);
    const course = presetNetwork('course');
    refused(() => takeOver(origin, course, classes, initialise(course, 1)), /differs from course from the first layer/);
    const file = (content: Uint8Array) => {
      writeFileSync(join(folder, 'other.onnx'), content);
      return join(folder, 'other.onnx');
    };
    refused(() => readOrigin(file(bytes.subarray(0, bytes.length / 2))), /--from .*(damaged|cut off|ONNX)/);
    refused(() => readOrigin(file(Buffer.from('a text'))), /not ONNX/);
    refused(() => readOrigin(join(folder, 'nothing.onnx')), /There is no model/);
  });
});

describe('rates by hyperparameters', () => {
  test('frozen layers with their batch norms, slow layers, frozen statistics', () => {
    assert.deepEqual(ratesFor(network, { freeze: 0, takenRate: 1, normStatistics: 'learn' }), {});
    const rates = ratesFor(network, { freeze: 1, takenRate: 0.1, normStatistics: 'frozen' }, ['W1', 'W2']);
    const zero = ['W1', 'gamma1', 'beta1', ...[1, 2, 3].flatMap((n) => [`mean${n}`, `variance${n}`])];
    assert.deepEqual(rates, { ...Object.fromEntries(zero.map((name) => [name, 0])), W2: 0.1 });
    assert.throws(() => ratesFor(network, { freeze: 4, takenRate: 1, normStatistics: 'learn' }), /nothing to learn/);
  });
});
