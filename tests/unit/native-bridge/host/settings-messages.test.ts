/** What main needs from settings before a host is started: form fields, valid nets, ranges as text. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { checkSettings, HYPERPARAMETER_FIELDS, rangeOf } from '../../../../native-bridge/host/settings-messages.ts';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';

const course = presetNetwork('course');
const file = join(import.meta.dirname, '../../../../native-bridge/host/settings-messages.ts');

test('there is a field for every hyperparameter, with its default', () => {
  const defaults = Object.fromEntries(HYPERPARAMETER_FIELDS.map(({ key, value }) => [key, value.default]));
  assert.deepEqual(defaults, parseSettings([]));
});

test('its range ends where values are refused', () => {
  for (const { key, value } of HYPERPARAMETER_FIELDS) {
    if (value.kind === 'choice') continue;
    const { min, max, minExcluded, maxExcluded } = value;
    for (const [end, excluded, beyond] of [
      [min, minExcluded, -1],
      [max, maxExcluded, 1],
    ] as const) {
      if (end === null) continue;
      // Whether `key` itself is named; combinations with other values are another check.
      const refuses = (given: number) => {
        const checked = checkSettings({ network: course, classes: 6, hyperparameters: { [key]: given } });
        return !checked.ok && checked.failure.message.startsWith(`${key}:`);
      };
      assert.equal(refuses(end), excluded, `${key}=${end}`);
      assert.equal(refuses(end + beyond), true, `${key} beyond ${end}`);
    }
  }
});

test('a range is reported', () => {
  const words = Object.fromEntries(HYPERPARAMETER_FIELDS.map((field) => [field.key, rangeOf(field)]));
  assert.equal(words.learningRate, 'a number above 0 to 10');
  assert.equal(words.batchSize, 'a whole number from 1 to 65536');
  assert.equal(words.beta1, 'a number from 0 below 1');
  assert.equal(words.optimizer, 'adam, adamW or sgd');
});

test("valid settings give the net's size; others a reason and a remedy", () => {
  const good = checkSettings({ network: course, classes: 6, hyperparameters: { learningRate: 0.005 } });
  assert.ok(good.ok);
  assert.deepEqual([good.value.parameters, good.value.hyperparameters.learningRate], [1286, 0.005]);
  const bad = checkSettings({ network: course, classes: 7, hyperparameters: {} });
  assert.ok(!bad.ok);
  assert.match(bad.failure.message, /6 units.*have 7/);
  assert.match(bad.failure.remedy ?? '', /7 units/);
  assert.equal(bad.failure.badArgument, true);
});

test('reading them loads no native library', () => {
  const script = `await import(${JSON.stringify(file)}); console.log(process.report.getReport().sharedObjects.filter((so) => so.endsWith('.node')).length)`;
  assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }), '0\n');
});
