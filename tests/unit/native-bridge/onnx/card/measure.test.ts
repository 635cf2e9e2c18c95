/** "Find it by measuring": a trained net in another program's format, and the card that it was wrapped for. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { trainAndCheck } from '../../../../../main/services/training.ts';
import { measured } from '../../../../../native-bridge/host/card-measuring.ts';
import { bestCard } from '../../../../../native-bridge/onnx/card/measure.ts';
import type { Score } from '../../../../../native-bridge/onnx/card/score.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';
import { rewrapped, type Wrapping } from './rewrapped.ts';

const folder = temporaryFolder({ after });
const DATA = { spec: 'synthetic:train=60,test=4' };
let bytes: Uint8Array;

before(async () => {
  const out = join(folder, 'run');
  const settings = ['learningRate=0.003'];
  await trainAndCheck({ out, preset: 'four-block', data: DATA, epochs: 6, settings, resume: false, backend: 'auto' });
  bytes = readFileSync(join(out, 'model.onnx'));
});

let made = 0;
function write(wrapping: Wrapping): string {
  const path = join(folder, `foreign-${made++}.onnx`);
  writeFileSync(path, rewrapped(bytes, wrapping));
  return path;
}
const ask = (path: string, spec = DATA.spec) => measured({ kind: 'measure', path, data: { spec } });

describe('the card that the net was wrapped for', () => {
  const MEAN = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
  const forms: Wrapping[] = [
    { channels: 'BGR', scale: '0..1' },
    { channels: 'BGR', scale: '-1..1', layout: 'NHWC', output: 'probabilities' },
    { channels: 'RGB', scale: MEAN },
  ];
  for (const wrapping of forms) {
    test(`${wrapping.channels} ${JSON.stringify(wrapping.scale)} is the best of all`, async () => {
      const { card, next, undecided, pictures, split, tried, aboveChance } = await ask(write(wrapping));
      assert.deepEqual([card.channels, card.scale], [wrapping.channels, wrapping.scale]);
      assert.deepEqual([card.layout, card.size], [wrapping.layout ?? 'NCHW', [64, 64]]);
      assert.deepEqual([split, pictures, tried], ['train', 200, 27]);
      assert.ok(aboveChance);
      assert.ok(next && next.lead > 0 && next.p < 0.05 / 26);
      // Square pictures of 64x64 fit a net of 64x64 in every way.
      assert.ok(undecided.includes('fit'), undecided.join());
    });
  }
});

test('labels that the dataset lacks are refused; a model of the lab has nothing to measure', async () => {
  const path = write({ metadata: { task: 'classify', names: "{0:'a',1:'b',2:'c',3:'d',4:'e',5:'f'}" } });
  await assert.rejects(ask(path), /answers with 6 classes: a, b, c, d, e, f, but synthetic has 6 \(0, 1, 2, 3, 4, 5\)/);
  await assert.rejects(ask(join(folder, 'run/model.onnx')), /contains its own preprocessing/);
});

describe('the choice among scores', () => {
  const card = {
    layout: 'NCHW',
    size: [64, 64],
    fit: 'crop',
    channels: 'RGB',
    scale: '0..1',
    output: 'logits',
  } as const;
  const score = (change: object, right: number, n = 100, loss = 1): Score => ({
    card: { ...card, size: [64, 64], labels: ['a', 'b'], ...change },
    ...{ right: Array.from({ length: n }, (_, i) => i < right), loss },
  });

  test('a clear lead is given with its McNemar p', () => {
    const best = bestCard([score({}, 50), score({ channels: 'BGR' }, 90)], 0.5);
    assert.equal(best.card.channels, 'BGR');
    // 40 pictures that only one gets right: chi-square (|40| - 1)^2 / 40 = 38.025, p = erfc(sqrt(19.0125)).
    assert.ok(Math.abs(best.next!.p - 6.99e-10) < 1e-11, String(best.next!.p));
    assert.ok(Math.abs(best.next!.lead - 0.4) < 1e-12);
    assert.deepEqual([best.alike, best.undecided, best.aboveChance], [0, [], true]);
  });

  test('cards with equal answers cannot be distinguished, and the fields are named', () => {
    const best = bestCard([score({}, 80), score({ scale: '-1..1' }, 78), score({ channels: 'BGR' }, 40)], 0.5);
    assert.deepEqual([best.card.scale, best.alike, best.undecided], ['0..1', 1, ['scale']]);
    assert.equal(best.next!.card.channels, 'BGR');
  });

  test('equal accuracy: the more certain one, then the more likely one', () => {
    assert.equal(bestCard([score({}, 80), score({ scale: '-1..1' }, 80, 100, 0.5)], 0.5).card.scale, '-1..1');
    assert.equal(bestCard([score({}, 80), score({ scale: '-1..1' }, 80)], 0.5).card.scale, '0..1');
  });

  test('guessing is reported as such', () => assert.equal(bestCard([score({}, 52)], 0.5).aboveChance, false));
});
