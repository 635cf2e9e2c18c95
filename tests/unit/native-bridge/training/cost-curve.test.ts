import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { costCurve } from '../../../../native-bridge/training/cost-curve.ts';

const history = Array.from({ length: 40 }, (_, epoch) => ({ epoch, cost: 1.9 * 0.95 ** epoch, seconds: 1 }));

test('the curve can be rendered as a picture, and states its numbers as text', async () => {
  const svg = costCurve(history, 'course on <signs & more>');
  assert.match(svg, /<desc id="words">Cost 1\.9000 after epoch 0, 0\.2570 after epoch 39\.<\/desc>/);
  assert.match(svg, /course on &lt;signs &amp; more&gt;/);
  const { data, info } = await sharp(Buffer.from(svg)).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [720, 400]);
  // The curve's blue is in the picture: #0b62c4.
  let blue = 0;
  for (let at = 0; at < data.length; at += info.channels)
    if (data[at] === 0x0b && data[at + 1] === 0x62 && data[at + 2] === 0xc4) blue++;
  assert.ok(blue > 300, `${blue} pixels of the curve's colour`);
});

test('one epoch is enough for a picture', async () => {
  const svg = costCurve(history.slice(0, 1), 'one');
  assert.doesNotMatch(svg, /NaN|Infinity/);
});
