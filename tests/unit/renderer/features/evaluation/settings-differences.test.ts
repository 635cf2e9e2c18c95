import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HyperparameterField, RunSettings, type RunSummary } from '../../../../../main/ipc/schemas/run.ts';
import { layerWords, settingsDifferences } from '../../../../../renderer/features/evaluation/settings-differences.ts';
import { network, run } from './runs.ts';

const field: HyperparameterField = {
  ...{ key: 'learningRate', title: 'Learning rate', why: '', onlyWith: null },
  value: { kind: 'number', integer: false, default: 0.009, min: 0, max: null, minExcluded: true, maxExcluded: false },
};
const options = {
  hyperparameters: [field],
  presets: [
    { name: 'course', from: 'none' },
    { name: 'camera', from: 'base' },
  ],
} as const;

test('lists only differences, and shows defaults by their values', () => {
  const a = run(1);
  assert.deepEqual(settingsDifferences(a, { ...run(2), datasetVersion: 1 }, options), []);
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
  assert.deepEqual(settingsDifferences(a, b, options), [
    { name: 'Dataset version', a: '1', b: '3' },
    { name: `Layer ${last}`, a: dense, b: 'dropout: rate 0.5' },
    { name: `Layer ${last + 1}`, a: 'none', b: dense },
    { name: 'Learning rate', a: '0.009', b: '0.02' },
    { name: 'other', a: 'default', b: 'x' },
    { name: 'Seed', a: '3', b: '4' },
  ]);
});

const withSettings = (id: number, settings: Partial<RunSettings>, more: Partial<RunSummary> = {}) => {
  const plain = run(id, more);
  return { ...plain, settings: { ...plain.settings, ...settings } };
};

/** What changes in a run when a setting does, with the row that shows it; or why there is none. */
const EVERY_SETTING: Record<keyof RunSettings, { to: Partial<RunSettings>; row: string } | { why: string }> = {
  name: { why: 'the page compares the runs under their names' },
  dataset: { why: 'its row has the name that the run knows it by, see below' },
  validation: { to: { validation: 0.25 }, row: 'Validation pictures' },
  joinValidation: { to: { joinValidation: true }, row: 'Validation pictures' },
  preset: { to: { preset: 'custom' }, row: 'Preset' },
  network: { to: { network: { ...network, layers: network.layers.slice(1) } }, row: 'Layer 1' },
  hyperparameters: { to: { hyperparameters: { learningRate: 0.02 } }, row: 'Learning rate' },
  backend: { to: { backend: 'fused-cpu' }, row: 'Backend' },
  seed: { to: { seed: 4 }, row: 'Seed' },
  epochs: { to: { epochs: 7 }, row: 'Epochs' },
  from: { to: { from: 12 }, row: 'Start from' },
  keepEpochs: { why: 'it changes what is kept, not what is trained' },
  trial: { why: 'it is where the settings are from; each of them has its row' },
};

test('every setting of a run has a row, or a reason why it has none', () => {
  assert.deepEqual(Object.keys(EVERY_SETTING).sort(), Object.keys(RunSettings.shape).sort());
  const rowsOf = (b: RunSummary) => settingsDifferences(run(1), b, options).map(({ name }) => name);
  for (const setting of Object.values(EVERY_SETTING)) {
    if ('row' in setting) assert.deepEqual(rowsOf(withSettings(2, setting.to)).slice(0, 1), [setting.row]);
  }
  assert.deepEqual(rowsOf(run(2, { datasetName: 'hands' })), ['Dataset']);
});

test('what a run started from: as its preset says where it says nothing', () => {
  const starts = (a: Partial<RunSettings>, b: Partial<RunSettings>) =>
    settingsDifferences(withSettings(1, a), withSettings(2, b), options).filter(({ name }) => name === 'Start from');
  assert.deepEqual(starts({}, { from: 'none' }), []);
  assert.deepEqual(starts({ preset: 'custom' }, { from: 'none' }), []);
  assert.deepEqual(starts({ preset: 'camera' }, { from: 'base' }), []);
  assert.deepEqual(starts({ preset: 'camera' }, { from: 12 }), [{ name: 'Start from', a: 'the base', b: 'model 12' }]);
  assert.deepEqual(starts({ from: 'base' }, {}), [{ name: 'Start from', a: 'the base', b: 'scratch' }]);
});

test('validation pictures: joined, split off, own, none, and what is not known yet', () => {
  const best = { epoch: 1, validationAccuracy: 0.5 };
  const done = (validationAccuracy: number | null): Partial<RunSummary> => ({
    state: { kind: 'done', epoch: 1, trainAccuracy: 1, validationAccuracy, testAccuracy: null, model: 1 },
  });
  const words = (a: RunSummary, b: RunSummary) => settingsDifferences(a, b, options).map((row) => [row.a, row.b]);
  const joined = withSettings(1, { joinValidation: true }, done(null));
  const together = 'None: trained on the training and validation pictures together';
  assert.deepEqual(words(joined, run(2, { best })), [[together, "the dataset's own"]]);
  assert.deepEqual(words(joined, withSettings(2, { validation: 0.125 })), [
    [together, '12.5 % of the training pictures'],
  ]);
  assert.deepEqual(words(joined, run(2)), [[together, "the dataset's own, if it has any"]]);
  assert.deepEqual(words(run(1, done(0.5)), run(2, done(null))), [["the dataset's own", 'none']]);
  assert.deepEqual(words(run(1, done(null)), run(2)), [], 'a run that waits is on the same pictures');
  assert.deepEqual(words(run(1, { best }), run(2)), []);
});

test('a layer in words', () => {
  assert.equal(layerWords({ kind: 'flatten' }), 'flatten');
  assert.equal(
    layerWords({ kind: 'maxPool', size: 8, stride: 8, padding: 'same' }),
    'maxPool: size 8, stride 8, padding same',
  );
});
