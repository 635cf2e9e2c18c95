/** The page's own texts of hyperparameters against the schema's, which the command line shows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { HYPERPARAMETER_FIELDS } from '../../../../native-bridge/training/hyperparameter-fields.ts';
import { tunable } from '../../../../native-bridge/tuning/tunable.ts';
import { choiceTitle, spoken, titleOf } from '../../../../renderer/lib/hyperparameters/words.ts';
import { textsOf } from '../../../../renderer/messages.ts';

const { en } = textsOf('lib/hyperparameters');
/** The dropout before the last dense layer is not named after its layer, so this net needs another one. */
const net = presetNetwork('three-block');
const dropouts = { ...net, layers: net.layers.toSpliced(2, 0, { kind: 'dropout', rate: 0.2 }) };
const searched = [null, dropouts].flatMap((network) =>
  ['course', 'lenet5'].flatMap((preset) => tunable({ preset, network, hyperparameters: {} })),
);
/** Names that optimizers have in every language. */
const NAMES = ['adam', 'adamW', 'sgd'];

/** Title and description that say something else, so that only the page's own texts can be right. */
const without = <T extends object>(field: T): T => ({ ...field, title: '', why: '' });

test('the English text of every hyperparameter is that of the schema', () => {
  for (const field of HYPERPARAMETER_FIELDS) {
    const { title, why } = spoken(without(field));
    assert.deepEqual({ title, why }, { title: field.title, why: field.why }, field.key);
    assert.equal(titleOf(field.key), field.title);
    if (field.value.kind !== 'choice') continue;
    for (const choice of field.value.choices.filter((choice) => !NAMES.includes(choice))) {
      const key = `${field.key}-${choice}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      assert.equal(en[key], choice, `${key} has a text`);
      assert.equal(choiceTitle(field.key, choice), choice);
    }
  }
});

test('so is the text of everything else that a sweep searches over', () => {
  for (const field of searched) {
    // The title of a layer's number names the layer's kind, which occurs nowhere else.
    const { title, why } = spoken({ ...field, why: '' });
    assert.deepEqual({ title, why }, { title: field.title, why: field.why }, field.name);
    const inNetwork = /^(layers|blocks)\./.test(field.name);
    assert.ok(inNetwork || field.name in en, `${field.name} has a text`);
  }
});

test('there are no texts for settings that do not exist', () => {
  const fields = HYPERPARAMETER_FIELDS.flatMap(({ key, value }) => [
    ...[key, `${key}About`],
    ...(value.kind === 'choice' ? value.choices.map((choice) => `${key}-${choice}`) : []),
  ]);
  const others = searched.flatMap(({ name }) => [name, `${name.replace(/^layers\.\d+\.|^blocks\.\d+\./, '')}About`]);
  const known = [...fields, ...others, 'layer', 'repeat'].map((key) =>
    key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
  );
  assert.deepEqual(
    Object.keys(en).filter((key) => !known.includes(key)),
    [],
  );
});

test('unknown settings keep their own text', () => {
  const field = { name: 'layers.3.filters', title: 'layers.3.filters', why: '' };
  assert.equal(spoken(field).title, 'layers.3.filters');
  assert.equal(titleOf('unheardOf'), 'unheardOf');
  assert.equal(choiceTitle('preset', 'course'), 'course');
  assert.equal(choiceTitle('learningRate', 0.01), 0.01);
});
