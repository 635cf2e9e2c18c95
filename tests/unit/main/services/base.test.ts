/** The base: the committed one and its card, and making one with a small recipe. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { makeBase, ownBase } from '../../../../main/services/base.ts';
import { type BaseRecipe, RECIPE } from '../../../../native-bridge/host/base-messages.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const folder = temporaryFolder({ after });
const tiny: BaseRecipe = {
  ...RECIPE,
  data: 'drawn-wide:train=8,test=0,seed=1',
  epochs: 3,
  hyperparameters: { ...RECIPE.hyperparameters, companion: 0.5 },
};
const order = (name: string) => ({ out: join(folder, name), recipe: tiny, perSign: 10 });

test('the base that comes with the lab is made with the recipe, only from drawn hands, and is small', async () => {
  const { model, card } = await ownBase();
  assert.deepEqual(card.recipe, RECIPE);
  assert.match(card.recipe.data, /^drawn-wide:/);
  assert.deepEqual(card.classes, ['0', '1', '2', '3', '4', '5']);
  assert.equal(readFileSync(model).length, card.bytes);
  assert.ok(card.bytes < 400_000 && card.parameters <= 100_000, `${card.bytes} bytes, ${card.parameters} parameters`);
  assert.ok(card.parity.passed);
  assert.ok(card.drawn.groups.length === 7 && card.drawn.groups.every(({ n }) => n > 100));
});

describe('making a base', () => {
  test('the same recipe gives the same bytes, even if it was interrupted; an existing base is not overwritten', async () => {
    const whole = await makeBase(order('whole'));
    const stop = new AbortController();
    const following = {
      signal: stop.signal,
      onEvent: ({ kind }: { kind: string }) => kind === 'epoch' && stop.abort(),
    };
    assert.equal(await makeBase(order('stopped'), following), null);
    assert.ok(!existsSync(join(folder, 'stopped', 'base.onnx')));
    const again = await makeBase(order('stopped'));
    assert.equal(again?.card.sha256, whole?.card.sha256);
    assert.equal(whole?.model, join(folder, 'whole', 'base.onnx'));
    const { drawn, measured, versions } = whole.card;
    assert.deepEqual([drawn.n, measured.length], [60, 0]);
    assert.ok(drawn.noSign !== null && drawn.noSign.rooms === 60);
    assert.ok(versions.device !== '' && versions.node === process.versions.node);
    await assert.rejects(makeBase(order('whole')), { name: 'HostError', message: /base\.onnx already exists/ });
  });
});
