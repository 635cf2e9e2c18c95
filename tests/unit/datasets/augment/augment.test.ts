import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { augment } from '../../../../datasets/augment/augment.ts';
import { type Augmentation, isOff, NO_AUGMENTATION } from '../../../../datasets/augment/augmentation.ts';
import { foregroundOf } from '../../../../datasets/augment/foreground.ts';
import { NOISE_STARTS, NOISE_TABLE } from '../../../../datasets/augment/noise-table.ts';
import { RECIPE, RECIPE_WORDS, recipeOf } from '../../../../datasets/augment/recipe.ts';
import { openDataset } from '../../../../datasets/catalog.ts';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';

const { train } = (await openDataset('synthetic:train=10,test=1,seed=3')).splits;
const picture = (i: number) => train.images.slice(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES);
const made = (recipe: Int32Array, from = picture(0), mask: Uint8Array | null = null) =>
  augment(from, mask, recipe, new Uint8Array(IMAGE_BYTES));
const recipe = (change: Partial<Augmentation>, place = 0) =>
  recipeOf({ ...NO_AUGMENTATION, ...change }, { seed: 1, step: 0, place });
const AS_THEY_LIE = { scale: 0, shift: 0, flip: 0, shear: 0, perspective: 0 };
const STRONG: Augmentation = {
  ...{ rotation: 180, scale: 1, shift: 0.5, shear: 0.5, perspective: 0.6 },
  ...{ brightness: 1, exposure: 1, contrast: 1, colour: 1, saturation: 1, gamma: 1, ramp: 1, vignette: 1 },
  ...{ flip: 0.5, blur: 1, sharpen: 1.9, noise: 64, cutout: 0.9 },
  ...{ background: 1, clutter: 0.7, pieces: 0.3, handLight: 1, handTint: 1, shadow: 1 },
};

/** A recipe that does nothing, with some words set. */
function plain(words: Partial<Record<keyof typeof RECIPE, readonly number[]>>): Int32Array {
  const nothing = recipe({});
  for (const [name, values] of Object.entries(words)) nothing.set(values, RECIPE[name as keyof typeof RECIPE]);
  return nothing;
}

suite('augmentation', () => {
  test('off leaves every byte as it is', () => {
    assert.ok(isOff(NO_AUGMENTATION));
    for (const i of [0, 17, 42]) assert.deepEqual(made(recipe({}, i), picture(i)), picture(i));
  });

  test('the same seed, step and place give the same numbers; any other gives different ones', () => {
    const draw = { seed: 5, step: 9, place: 3 };
    assert.deepEqual(recipeOf(STRONG, draw), recipeOf(STRONG, draw));
    for (const other of [{ seed: 6 }, { step: 10 }, { place: 4 }, { seed: 5 + 2 ** 32 }]) {
      assert.notDeepEqual(recipeOf(STRONG, { ...draw, ...other }), recipeOf(STRONG, draw));
    }
  });

  test('settings of earlier runs still give the same bytes', () => {
    const disc = (i: number) => ((i % 64) - 32) ** 2 + (Math.floor(i / 64) - 36) ** 2 < 18 ** 2;
    const from = Uint8Array.from({ length: IMAGE_BYTES }, (_, i) =>
      disc(Math.floor(i / 3)) ? 90 + (i % 50) : 230 - (i % 7),
    );
    const mask = Uint8Array.from({ length: 64 * 64 }, (_, i) => (disc(i) ? 255 : 0));
    const before = { rotation: 20, scale: 0.25, shift: 0.12, brightness: 0.2, contrast: 0.3, colour: 0.15 };
    const camera = { ...NO_AUGMENTATION, ...before, flip: 0.5, blur: 0.15, noise: 6, cutout: 0.2, background: 0.5 };
    const hash = createHash('sha256');
    for (let place = 0; place < 64; place++)
      hash.update(made(recipeOf(camera, { seed: 3, step: 5, place }), from, mask));
    // With the eleven original kinds.
    assert.equal(hash.digest('hex'), '0ab76a6eca87b7b24845fe1c5f780fe254d156e36774eaf3998e13e23e749e48');
  });

  test('the random numbers of one kind do not depend on the others', () => {
    const [alone, all] = [recipe({ rotation: 180 }, 7), recipe({ ...STRONG, ...AS_THEY_LIE }, 7)];
    const matrix = (of: Int32Array) => [...of.subarray(RECIPE.matrix, RECIPE.matrix + 6)];
    assert.deepEqual(matrix(all), matrix(alone));
  });

  test('every recipe stays within the limits of the kernels (fused/kernels/recipe.h: recipe_fits)', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const draw = fc.record({ seed: fc.maxSafeNat(), step: fc.nat(), place: fc.nat(65535) });
    fc.assert(
      fc.property(share, draw, (strength, at) => {
        const scaled = Object.fromEntries(Object.entries(STRONG).map(([kind, most]) => [kind, most * strength]));
        const words = recipeOf(scaled as unknown as Augmentation, at);
        const between = (name: keyof typeof RECIPE, count: number, low: number, high: number) =>
          words.subarray(RECIPE[name], RECIPE[name] + count).every((word) => word >= low && word <= high);
        assert.equal(words.length, RECIPE_WORDS);
        for (const m of [RECIPE.matrix, RECIPE.matrix + 3, RECIPE.pieceMatrix, RECIPE.pieceMatrix + 3]) {
          const [along, down, first] = words.subarray(m, m + 3);
          assert.ok(Math.max(Math.abs(along!), Math.abs(down!)) <= 2 ** 20 && Math.abs(first!) <= 2 ** 26);
        }
        assert.ok(between('bend', 6, -8192, 8192) && between('gain', 3, 0, 255) && between('offset', 3, -1024, 1024));
        assert.ok(between('blur', 1, 0, 2) && between('noise', 1, 0, 255) && between('cutout', 4, 0, 64));
        assert.ok(between('noiseStart', 1, 0, NOISE_STARTS) && between('textureStart', 1, 0, NOISE_STARTS));
        assert.ok(between('gradientX', 2, -65536, 65536) && between('texture', 1, 0, 255));
        assert.ok(between('gradientStart', 1, -(2 ** 24), 2 ** 24) && between('hardness', 1, 0, 255));
        assert.ok(between('background', 1, 0, 4) && between('cellStart', 1, 0, NOISE_STARTS));
        assert.ok(words[RECIPE.background] !== 3 || between('cell', 1, 2, 5));
        assert.ok(between('handGain', 3, 0, 255) && between('shadow', 1, 0, 128) && between('shadowX', 2, -16, 16));
        assert.ok(between('shadowReach', 1, 0, 4) && between('light', 1, -(2 ** 26), 2 ** 26));
        assert.ok(between('lightX', 2, -(2 ** 19), 2 ** 19) && between('vignette', 1, 0, 4096));
        assert.ok(between('saturation', 1, 0, 127) && between('gamma', 1, -64, 64) && between('sharpen', 1, 0, 127));
        for (let box = RECIPE.boxes; box < RECIPE_WORDS; box += 5) {
          assert.ok(words.subarray(box, box + 4).every((edge) => edge >= 0 && edge <= 64));
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('computed by hand: mirrored, shifted by whole pixels, brighter, covered', () => {
    const from = picture(1);
    const at = (bytes: Uint8Array, x: number, y: number) => [...bytes.subarray((y * 64 + x) * 3, (y * 64 + x) * 3 + 3)];
    const mirrored = made(plain({ matrix: [-65536, 0, 63 * 65536, 0, 65536, 0] }), from);
    const shifted = made(plain({ matrix: [65536, 0, -5 * 65536, 0, 65536, 2 * 65536] }), from);
    for (const [x, y] of [
      [0, 0],
      [20, 31],
      [63, 63],
    ] as const) {
      assert.deepEqual(at(mirrored, x, y), at(from, 63 - x, y));
      // Beyond the edge, the edge is repeated.
      assert.deepEqual(at(shifted, x, y), at(from, Math.max(x - 5, 0), Math.min(y + 2, 63)));
    }
    const brighter = made(plain({ gain: [192, 128, 64], offset: [10, -20, 0] }), from);
    const [red, green, blue] = at(from, 9, 9) as [number, number, number];
    const byte = (value: number) => Math.min(Math.max(value, 0), 255);
    const tinted = [byte(Math.floor(red * 1.5) + 10), byte(green - 20), Math.floor(blue / 2)];
    assert.deepEqual(at(brighter, 9, 9), tinted);
    const covered = made(plain({ cutout: [10, 20, 12, 21], cutoutColour: [0x030201] }), from);
    assert.deepEqual(
      [at(covered, 10, 20), at(covered, 11, 20)],
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
    );
    assert.deepEqual([at(covered, 12, 20), at(covered, 10, 21)], [at(from, 12, 20), at(from, 10, 21)]);
  });

  test('computed by hand: slanted, lit from one side, greyed, bent, shadowed, placed on a piece of another picture', () => {
    const grey = new Uint8Array(IMAGE_BYTES).fill(100);
    const at = (bytes: Uint8Array, x: number, y: number) => bytes[(y * 64 + x) * 3]!;
    const ramp = made(plain({ light: [64 << 16], lightX: [2 << 16] }), grey);
    assert.deepEqual([at(ramp, 0, 9), at(ramp, 32, 9), at(ramp, 63, 60)], [50, 100, 148]);
    const vignette = made(plain({ vignette: [(64 << 16) / 7938] }), grey);
    assert.deepEqual([at(vignette, 0, 0), at(vignette, 63, 63), at(vignette, 31, 32)], [50, 50, 99]);
    const picture = Uint8Array.from({ length: IMAGE_BYTES }, (_, i) => [200, 100, 50][i % 3]!);
    assert.deepEqual([...made(plain({ saturation: [0] }), picture).subarray(0, 3)], [124, 124, 124]);
    assert.deepEqual([...made(plain({ gamma: [64] }), picture).subarray(0, 3)], [242, 160, 90]);
    // A third of a pixel sideways per row: row 32, the axis of the slant, stays.
    const columns = Uint8Array.from({ length: IMAGE_BYTES }, (_, i) => (Math.floor(i / 3) % 64) * 4);
    const slanted = made(plain({ matrix: [65536, 16384, -8 * 65536, 0, 65536, 0] }), columns);
    assert.deepEqual([at(slanted, 20, 32), at(slanted, 20, 4), at(slanted, 20, 36)], [80, 52, 84]);
    const left = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 64 < 20 ? 255 : 0));
    const shadowed = made(plain({ shadow: [64], shadowX: [-10], handGain: [192, 128, 128] }), grey, left);
    assert.deepEqual([at(shadowed, 5, 9), at(shadowed, 25, 9), at(shadowed, 40, 9)], [150, 50, 100]);
    const set = new Uint8Array(2 * IMAGE_BYTES).fill(7, IMAGE_BYTES);
    const words = plain({ background: [4], piece: [1], pieceMatrix: [30000, 0, 0, 0, 30000, 0] });
    const piece = augment(grey, left, words, new Uint8Array(IMAGE_BYTES), 0, set);
    assert.deepEqual([at(piece, 5, 9), at(piece, 40, 9)], [100, 7]);
  });

  test('every kind of background is drawn, with a wide spread', () => {
    const drawn = Array.from({ length: 400 }, (_, place) =>
      recipe({ background: 1, clutter: 0.8, pieces: 0.2 }, place),
    );
    const share = (is: (recipe: Int32Array) => boolean) => drawn.filter(is).length / drawn.length;
    // Eight in ten are not a piece of a picture; eight in ten of those are one of five kinds, two of which are not gradients.
    for (const [kind, expected] of [0, 0.544, 0.128, 0.128, 0.2].entries()) {
      const found = share((words) => words[RECIPE.background] === kind);
      // At most three standard errors of 400 samples.
      assert.ok(Math.abs(found - expected) < 0.075, `${found} of kind ${kind}`);
    }
    assert.ok(
      share((words) => words[RECIPE.boxes + 2]! > 0) > 0.05 && share((words) => words[RECIPE.texture]! > 96) > 0.05,
    );
  });

  test('bilinear halfway between two pixels is their mean, rounded', () => {
    const from = new Uint8Array(IMAGE_BYTES).map((_, i) => (Math.floor(i / 3) % 64) * 4);
    const half = made(plain({ matrix: [65536, 0, 32768, 0, 65536, 0] }), from);
    assert.deepEqual([half[0], half[3 * 10], half[3 * 63]], [2, 42, 252]);
  });

  test('the noise has the stated standard deviation', () => {
    const mean = NOISE_TABLE.reduce((sum, value) => sum + value, 0) / NOISE_TABLE.length;
    const deviation = Math.sqrt(NOISE_TABLE.reduce((sum, value) => sum + (value - mean) ** 2, 0) / NOISE_TABLE.length);
    // Twelve uniform numbers have a variance of 1; the standard error over 32768 values is 0.4 %.
    assert.ok(Math.abs(mean) < 0.6 && Math.abs(deviation - 32) < 0.6, `${mean} ${deviation}`);
    const grey = new Uint8Array(IMAGE_BYTES).fill(128);
    const noisy = made(plain({ noise: [40], noiseStart: [100] }), grey);
    const spread = Math.sqrt(noisy.reduce((sum, value) => sum + (value - 128) ** 2, 0) / IMAGE_BYTES);
    assert.ok(Math.abs(spread - 10) < 0.5, `${spread} of 10 levels`);
  });

  test('a plain background is separated from the hand, a patterned one is left alone', () => {
    // A grey disc on white in place of a hand.
    const inside = (i: number) => ((i % 64) - 32) ** 2 + (Math.floor(i / 64) - 36) ** 2 < 18 ** 2;
    const disc = Uint8Array.from({ length: IMAGE_BYTES }, (_, i) => (inside(Math.floor(i / 3)) ? 90 : 230));
    const mask = foregroundOf(disc);
    assert.ok(mask);
    const wrong = mask.reduce((sum, value, i) => sum + Number(value > 127 !== inside(i)), 0);
    assert.ok(wrong < 60, `${wrong} pixels`);
    const noise = Uint8Array.from({ length: IMAGE_BYTES }, (_, i) => (Math.imul(i, 2654435761) >>> 24) & 255);
    assert.equal(foregroundOf(noise), null);
    const replaced = made(recipe({ background: 1 }), disc, mask);
    const centre = (36 * 64 + 32) * 3;
    assert.deepEqual(replaced.subarray(centre, centre + 3), disc.subarray(centre, centre + 3), 'the hand stays');
    assert.notDeepEqual(replaced.subarray(0, 3), disc.subarray(0, 3), 'the background is replaced');
    const hands = Array.from({ length: 60 }, (_, i) => foregroundOf(picture(i))).filter((mask) => mask !== null).length;
    assert.ok(hands >= 45, `${hands} of 60 drawn hands`);
  });
});
