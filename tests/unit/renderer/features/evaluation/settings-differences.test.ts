import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HyperparameterField } from '../../../../../main/ipc/schemas/run.ts';
import { layerWords, settingsDifferences } from '../../../../../renderer/features/evaluation/settings-differences.ts';
import { network, run } from './runs.ts';

const field: HyperparameterField = {
  ...{ key: 'learningRate', title: 'Learning rate', why: '', onlyWith: null },
  value: { kind: 'number', integer: false, default: 0.009, min: 0, max: null, minExcluded: true, maxExcluded: false },
};

test('lists only differences, and shows defaults by their values', () => {
  const a = run(1);
  assert.deepEqual(settingsDifferences(a, { ...run(2), datasetVersion: 1 }, [field]), []);
  const layers = [...network.layers.slice(0, -1), { kind: 'dropout', rate: 0.5 }, network.layers.at(-1)!] as const;
  const settings = {
    ...a.settings,
    seed: 4,
    hyperparameters: { learningRate: 0.02, other: 'x' },
    network: { ...network, layers: [...layers] },
  };
  const b = run(2, { settings, datasetVersion: 3 });
  const last = network.layers.length;
  const dense = layerWords(network.layers.at(-1));
  assert.deepEqual(settingsDifferences(a, b, [field]), [
    { name: 'Dataset version', a: '1', b: '3' },
    { name: `Layer ${last}`, a: dense, b: 'dropout: rate 0.5' },
    { name: `Layer ${last + 1}`, a: 'none', b: dense },
    { name: 'Learning rate', a: '0.009', b: '0.02' },
    { name: 'other', a: 'default', b: 'x' },
    { name: 'Seed', a: '3', b: '4' },
  ]);
});

test('a layer in words', () => {
  assert.equal(layerWords({ kind: 'flatten' }), 'flatten');
  assert.equal(
    layerWords({ kind: 'maxPool', size: 8, stride: 8, padding: 'same' }),
    'maxPool: size 8, stride 8, padding same',
  );
});
