import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import { Random } from '../../../datasets/synthetic/random.ts';
import { SCENE_HEIGHT, SCENE_WIDTH, ScenePainter } from '../../../datasets/synthetic/scene/scene.ts';

const COUNT = 60;

function drawn(painter: ScenePainter, i: number) {
  const bytes = new Uint8Array(SCENE_WIDTH * SCENE_HEIGHT * 3);
  const square = painter.draw(new Random([1, 6, 0, i]), bytes);
  return { bytes, square };
}

suite('drawn scenes', () => {
  test('a scene depends only on its address, byte for byte', () => {
    const painter = new ScenePainter();
    const scenes = Array.from({ length: 12 }, (_, i) => drawn(painter, i));
    const again = drawn(new ScenePainter(), 7);
    assert.deepEqual(again, scenes[7]);
    const hash = createHash('sha256');
    for (const { bytes } of scenes) hash.update(bytes);
    // After a change to the drawing the finder must be trained again.
    assert.equal(hash.digest('hex'), '131d2bc588a4454e67e1220c294f33dd66d78e8265878bfc41c99b9c355233e6');
  });

  test('a quarter has no hand; squares have all sizes and positions, with their centre in the frame', () => {
    const painter = new ScenePainter();
    const squares = Array.from({ length: COUNT }, (_, i) => drawn(painter, i).square);
    const hands = squares.filter((square) => square !== null);
    assert.ok(hands.length > 0.6 * COUNT && hands.length < 0.9 * COUNT, `${hands.length} of ${COUNT}`);
    for (const { x, y, side } of hands) {
      const [cx, cy] = [x + side / 2, y + side / 2];
      assert.ok(cx > 0 && cx < SCENE_WIDTH && cy > 0 && cy < SCENE_HEIGHT, `${cx}, ${cy}`);
    }
    const sides = hands.map(({ side }) => side).sort((a, b) => a - b);
    assert.ok(sides[0]! < 25 && sides.at(-1)! > 80, `${sides[0]} to ${sides.at(-1)}`);
  });
});
