import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PRESET_NAMES } from '../../../../../native-bridge/convnet/presets.ts';
import { defaultSpace, tunable } from '../../../../../native-bridge/tuning/default-space.ts';
import { parseSpace } from '../../../../../native-bridge/tuning/parse-space.ts';
import type { Space } from '../../../../../native-bridge/tuning/space.ts';
import type { DraftDimension } from '../../../../../renderer/features/tuning/dimension-text.ts';
import {
  conditionWords,
  draftOf,
  fieldsWith,
  readSpace,
  type SpaceDraft,
} from '../../../../../renderer/features/tuning/space-draft.ts';

const BASE = { preset: 'course', network: null, hyperparameters: {} };
const fields = tunable(BASE);
const CONDITIONS = { momentum: { name: 'optimizer', values: ['sgd'] } };

/** The default space of the course, with changes. */
function changed(changes: Readonly<Record<string, Partial<DraftDimension>>>): SpaceDraft {
  const draft = draftOf(fields, defaultSpace(BASE), { conditions: CONDITIONS });
  const next = Object.entries(changes).map(([name, change]) => [name, { ...draft[name]!, ...change }]);
  return { ...draft, ...Object.fromEntries(next) };
}

describe('a space in the form', () => {
  for (const preset of PRESET_NAMES) {
    test(`${preset}: the default space comes back unchanged`, () => {
      const base = { ...BASE, preset };
      const space = defaultSpace(base);
      const own = tunable(base);
      const { space: read, problems, idle, hyperparameters } = readSpace(own, draftOf(own, space));
      assert.deepEqual(read, space);
      assert.deepEqual([problems, idle, hyperparameters], [{}, {}, {}]);
    });
  }

  test('every field that is switched on gives a space that the parser accepts, or is reported to have no effect', () => {
    const all = Object.fromEntries(fields.map(({ name }) => [name, { on: true }]));
    const { space, problems } = readSpace(fields, changed(all));
    assert.deepEqual(problems, {});
    assert.ok(Object.keys(parseSpace(space)).length > 30);
  });

  test('a space from a file keeps its dimensions, including unknown names', () => {
    const space: Space = { 'layers.99.units': { kind: 'int', low: 1, high: 8, step: 2 } };
    const more = fieldsWith(fields, space);
    assert.equal(more.length, fields.length + 1);
    assert.deepEqual(readSpace(more, draftOf(more, space)).space, space);
  });

  test('fixed values are hyperparameters, as numbers where they are numbers; a network is not fixed here', () => {
    const draft = changed({
      learningRate: { on: false, fixed: ' 0.01 ' },
      optimizer: { on: false, fixed: 'sgd' },
      'layers.1.filters': { on: false, fixed: '3' },
    });
    const { space, hyperparameters } = readSpace(fields, draft);
    assert.deepEqual(hyperparameters, { learningRate: 0.01, optimizer: 'sgd' });
    assert.equal('learningRate' in space || 'optimizer' in space || 'layers.1.filters' in space, false);
    const wrong = readSpace(fields, changed({ learningRate: { on: false, fixed: 'fast' } }));
    assert.match(wrong.problems.learningRate ?? '', /"fast" is not a number/);
  });
});

describe('conditions', () => {
  test('momentum is searched only if the optimizer can be sgd', () => {
    const both = readSpace(fields, changed({ optimizer: { chosen: ['adam', 'sgd'] } }));
    assert.deepEqual(both.space.momentum?.when, { name: 'optimizer', values: ['sgd'] });
    const adam = readSpace(fields, changed({ optimizer: { chosen: ['adam'] } }));
    assert.equal(adam.space.momentum, undefined);
    assert.match(adam.idle.momentum ?? '', /no effect with these values of Optimizer/);
  });

  test('with the optimizer fixed, momentum is searched always or never', () => {
    const sgd = readSpace(fields, changed({ optimizer: { on: false, fixed: 'sgd' } }));
    assert.equal(sgd.space.momentum?.when, undefined);
    assert.ok(sgd.space.momentum);
    const preset = readSpace(fields, changed({ optimizer: { on: false } }));
    assert.equal(preset.space.momentum, undefined);
    assert.match(preset.idle.momentum ?? '', /no effect while Optimizer is adam/);
  });

  test('in words', () => {
    const condition = { name: 'optimizer', values: ['adamW', 'sgd', true] };
    assert.equal(
      conditionWords(condition, () => 'Optimizer'),
      'Searched only where Optimizer is adamW, sgd or yes.',
    );
  });
});
