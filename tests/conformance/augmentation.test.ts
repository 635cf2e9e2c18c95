import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { augment } from '../../datasets/augment/augment.ts';
import { type Augmentation, NO_AUGMENTATION } from '../../datasets/augment/augmentation.ts';
import { foregroundOf } from '../../datasets/augment/foreground.ts';
import { recipeOf, settleRecipe } from '../../datasets/augment/recipe.ts';
import { openDataset } from '../../datasets/catalog.ts';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { CROSS_ENTROPY, type Opening, type Session } from '../../native-bridge/backends/backend.ts';
import { addonEngine, addonTargets } from '../../native-bridge/backends/fused-cpu/addon.ts';
import { readInstallation } from '../../native-bridge/backends/fused-cpu/installation.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { initialise } from '../../native-bridge/convnet/initialisers.ts';
import { parseNetwork } from '../../native-bridge/convnet/parse.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { FusedSession } from '../../native-bridge/fused/session.ts';
import { useEmulatedGpu } from '../helpers/emulated-gpu.ts';
import { availability } from './availability.ts';

/** All kinds at once, and stronger than in practice. */
const WILD: Augmentation = {
  ...{ rotation: 180, scale: 0.6, shift: 0.4, shear: 0.5, perspective: 0.6 },
  ...{ brightness: 0.5, exposure: 1, contrast: 0.9, colour: 0.5, saturation: 1, gamma: 1, ramp: 1, vignette: 1 },
  ...{ flip: 0.5, blur: 0.5, sharpen: 1.9, noise: 60, cutout: 0.9 },
  ...{ background: 0.8, clutter: 0.8, pieces: 0.3, handLight: 1, handTint: 0.5, shadow: 1 },
};
/** Settings that have no effect without another one. */
const OTHER_BACKGROUND: Partial<Record<keyof Augmentation, Partial<Augmentation>>> = {
  clutter: { background: 1 },
  pieces: { background: 1 },
};
const SEED = 2 ** 33 + 5;
const { train: set } = (await openDataset('synthetic:train=20,test=1,seed=9')).splits;
const pictures = (i: number) => set.images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES);

/** Every pixel has its own weight, so that a single different byte shows in its gradient. */
const network = parseNetwork({
  ...{ name: 'pixels', input: [64, 64, 3] },
  layers: [{ kind: 'flatten' }, { kind: 'dense', units: 6 }],
});

const opening: Opening = {
  ...{ network, parameters: initialise(network, 1), objective: CROSS_ENTROPY, seed: SEED },
  optimizer: { kind: 'sgd', momentum: 0 },
  ...{ images: set.images, labels: set.labels },
};

/** The pictures of one step as augmented by TypeScript. */
function varied(augmentation: Augmentation, indices: Int32Array, step: number): Uint8Array {
  const images = new Uint8Array(indices.length * IMAGE_BYTES);
  indices.forEach((index, place) => {
    const mask = foregroundOf(pictures(index));
    const recipe = recipeOf(augmentation, { seed: SEED, step, place });
    settleRecipe(recipe, mask !== null, set.count);
    const into = images.subarray(place * IMAGE_BYTES, (place + 1) * IMAGE_BYTES);
    augment(pictures(index), mask, recipe, into, 0, set.images);
  });
  return images;
}

type Open = (opening: Opening) => Promise<Session>;

/** Gradients with augmentation must equal those of the same pictures augmented beforehand. */
async function requireSame(open: Open, augmentation: Augmentation, steps: number): Promise<void> {
  const session = await open({ ...opening, augmentation });
  for (let step = 0; step < steps; step++) {
    const indices = Int32Array.from({ length: 12 }, (_, i) => (step * 31 + i * 7) % set.count);
    const images = varied(augmentation, indices, step);
    const plain = await open({ ...opening, images, labels: indices.map((i) => set.labels[i]!) });
    const expected = await plain.gradients(indices.map((_, i) => i));
    assert.deepEqual(await session.gradients(indices), expected, `step ${step}`);
    await plain.dispose();
    await session.train(indices, 0);
  }
  await session.dispose();
}

/** Backends whose pictures are augmented by TypeScript: only that they use them remains to be tested. */
const BY_TYPESCRIPT = new Set<string>(['tensorflow', 'fused-webgpu']);

useEmulatedGpu('fast');

for (const row of BACKENDS) {
  const { backend, skip } = await availability(row);
  suite(`${row.id} augments pictures like TypeScript`, { skip }, () => {
    const open = (one: Opening) => backend.open(one);
    test('all kinds at once', () => requireSame(open, WILD, BY_TYPESCRIPT.has(row.id) ? 3 : 60));
    for (const kind of Object.keys(WILD) as (keyof Augmentation)[]) {
      const alone = { ...NO_AUGMENTATION, ...OTHER_BACKGROUND[kind], [kind]: WILD[kind] };
      test(`${kind} alone`, () => requireSame(open, alone, 3));
    }
    test('logits are computed from the original pictures', async () => {
      const [plain, session] = [await backend.open(opening), await backend.open({ ...opening, augmentation: WILD })];
      assert.deepEqual(await session.logits(pictures(0), 1), await plain.logits(pictures(0), 1));
      await Promise.all([plain.dispose(), session.dispose()]);
    });
    test('pictures of another size cannot be augmented, and the error says so', async () => {
      const small = presetNetwork('lenet5', { input: [32, 32, 3] });
      const images = new Uint8Array(2 * 32 * 32 * 3);
      const wrong = {
        ...opening,
        network: small,
        parameters: initialise(small, 1),
        images,
        labels: Int32Array.of(0, 1),
      };
      await assert.rejects(backend.open({ ...wrong, augmentation: WILD }), /augmentation needs 64x64 RGB/);
    });
  });
}

suite('every instruction set augments pictures like TypeScript', async () => {
  const { skip } = await availability(BACKENDS.find(({ id }) => id === 'fused-cpu')!);
  const file = skip ? '' : readInstallation()!.file;
  for (const [target, name] of (skip ? [] : addonTargets(file)).entries()) {
    test(name, async () => {
      const engine = addonEngine(file, { threads: 2, target });
      await requireSame(async (one) => new FusedSession(engine, one, 2 ** 30), WILD, 40);
    });
  }
  test('at least one', { skip }, () => assert.ok(addonTargets(file).length > 0));
});
