/** Why this answer: the numbers on the page equal the reference's, and a changed picture also changes the exported file's answer. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import type { Locator } from 'playwright';
import { referenceForward } from '../../native-bridge/reference/network.ts';
import { softmax } from '../../native-bridge/reference/softmax-cross-entropy.ts';
import { traceForward } from '../../native-bridge/reference/trace.ts';
import { type BrowserLab, browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { inputOf, type WhyLab, type WhyModel, whyLab } from './why-lab.ts';

suite('why this answer', { skip: WITHOUT_BROWSER }, () => {
  const ends: (() => unknown)[] = [];
  const rest = { after: (end: () => unknown) => void ends.push(end) };
  let lab: BrowserLab;
  let made: WhyLab;

  before(async () => {
    made = await whyLab(rest);
    lab = await browserLab(rest, { folder: made.folder });
  });
  // The last opened is closed first.
  after(async () => {
    for (const end of ends.reverse()) await end();
  });

  const open = (query: string) =>
    lab.go(`/learn/why-this-answer?model=${made.models[0].id}&picture=${made.picture}&${query}`);
  const map = (name: RegExp) => lab.page.getByRole('application', { name });
  const number = async (at: Locator, name = 'data-value') => Number(await at.getAttribute(name));
  /** Waits until the selected cell has its number: maps fill place by place. */
  const computed = async (at: Locator) => {
    await at.and(lab.page.locator('[data-value]:not([data-value="NaN"])')).waitFor();
    return number(at);
  };
  const logitsOf = ({ network, parameters }: WhyModel, picture: Float64Array) =>
    referenceForward(network, parameters, picture, 1);
  const sure = (model: WhyModel, picture: Float64Array) => softmax(logitsOf(model, picture)).data;
  const top = (values: ArrayLike<number>) => Array.from(values).indexOf(Math.max(...Array.from(values)));

  test('occlusion: every place is a forward pass of the covered picture; by keyboard, by mouse, after a reload', async () => {
    const [model] = made.models;
    const whole = inputOf(made.pixels).data;
    await open('patch=16&stride=8');
    const places = map(/drop of class/);
    await places.waitFor();
    await lab.page
      .getByText(/Largest drop|Orange/)
      .first()
      .waitFor();
    const explained = top(sure(model, whole));
    assert.equal(
      await number(lab.page.locator(`[aria-label^="Answer of"] [data-class="${explained}"]`)),
      sure(model, whole)[explained],
    );
    await places.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await lab.page.keyboard.press(key);
    // Place (2, 1) with a patch of 16 and a stride of 8: rows 16 to 31, columns 8 to 23.
    const covered = whole.map((value, at) => {
      const [y, x] = [Math.floor(at / 192), Math.floor(at / 3) % 64];
      return y >= 16 && y < 32 && x >= 8 && x < 24 ? 0.5 : value;
    });
    const drop = sure(model, whole)[explained]! - sure(model, covered)[explained]!;
    await lab.page.locator('output[data-place="15"]').waitFor();
    assert.equal(await computed(places), drop);
    assert.equal(await computed(map(/drop over the picture/)), drop);
    const answer = top(sure(model, covered));
    await lab.page
      .getByText(answer === explained ? `The net still answers ${answer}.` : `The net then answers ${answer}.`)
      .waitFor();
    await lab.page.waitForURL(/cell=23-15/);
    await lab.page.reload();
    await lab.page.locator('output[data-place="15"]', { hasText: 'Covered here' }).waitFor();
    assert.equal(await computed(places), drop);
    await lab.axe();
    await lab.screenshot('learn-why');
    await map(/drop over the picture/).hover({ position: { x: 2, y: 2 } });
    await lab.page.locator('output[data-place="0"]').waitFor();
    // The net's input is grey there.
    const corner = (await pixelsOf(lab.page.getByRole('img', { name: 'The picture with the patch' }))).slice(0, 3);
    assert.deepEqual([...corner], [128, 128, 128]);
  });

  test('occlusion fills its map, and can be stopped and restarted', async () => {
    await open('patch=4&stride=1');
    const stop = lab.page.getByRole('button', { name: 'Stop', exact: true });
    await stop.click();
    const words = await lab.page.getByText(/^Stopped: \d+ of 3721 places\.$/).textContent();
    const filled = Number(/\d+/.exec(words ?? '')?.[0]);
    assert.ok(filled > 0 && filled < 3721, words ?? '');
    // Computed values stay: the first place has its number, the last has none.
    const places = map(/drop of class/);
    await places.focus();
    await lab.page.keyboard.press('Home');
    assert.ok(Number.isFinite(await computed(places)));
    await lab.page.getByRole('button', { name: 'Start again' }).click();
    await stop.waitFor();
    await lab.page.getByRole('radio', { name: 'Gradient' }).click();
    await lab.page.waitForURL(/method=gradient/);
    assert.equal(await stop.count(), 0);
  });

  test('the gradient of each channel at a pixel equals the reference backward pass', async () => {
    const { network, parameters } = made.models[0];
    await open('method=gradient&class=4&cell=40-30&numbers=1');
    const output = lab.page.locator('output [data-channel]');
    await output.nth(2).waitFor();
    const trace = traceForward(network, parameters, inputOf(made.pixels));
    const one = { shape: [1, 6], data: Float64Array.of(0, 0, 0, 0, 1, 0) };
    const slopes = trace.backward(one).dInput.data.subarray((40 * 64 + 30) * 3, (40 * 64 + 30) * 3 + 3);
    for (const [at, channel] of ['red', 'green', 'blue'].entries()) {
      assert.equal(await number(lab.page.locator(`[data-channel="${channel}"]`)), slopes[at]);
      assert.equal(await number(map(new RegExp(`along ${channel}`))), slopes[at]);
    }
    assert.equal(await number(map(/largest magnitude/)), Math.max(...slopes.map(Math.abs)));
    await lab.axe();
    await lab.screenshot('learn-why-gradient');
    await open('method=gradient&class=4&cell=40-30&copies=8');
    await lab.page.getByText('Found.').waitFor();
    assert.notEqual(await number(map(/along red/)), slopes[0]);
  });

  test('Grad-CAM can be followed step by step: gradients, their mean, the weighted sum', async () => {
    const { network, parameters } = made.models[0];
    await open('method=grad-cam&class=2&cell=28-44&numbers=1');
    const maps = lab.page.getByRole('list', { name: 'Feature maps by contribution' }).getByRole('button');
    await maps.first().waitFor();
    const trace = traceForward(network, parameters, inputOf(made.pixels));
    const dA = trace.backward({ shape: [1, 6], data: Float64Array.of(0, 0, 1, 0, 0, 0) }).dOutputs[4]!.data;
    const A = trace.outputs[4]!.data;
    const alpha = (k: number) =>
      Array.from({ length: 64 }, (_, cell) => dA[cell * 16 + k]!).reduce((a, b) => a + b) / 64;
    await maps.nth(1).click();
    const k = await number(maps.nth(1), 'data-map');
    await lab.page.waitForURL(new RegExp(`filter=${k}`));
    assert.equal(await number(maps.nth(1)), alpha(k));
    const cell = (name: RegExp) =>
      lab.page
        .getByRole('table', { name })
        .or(lab.page.getByRole('grid', { name }))
        .locator('tr')
        .nth(3)
        .locator('td')
        .nth(5);
    assert.equal(await number(cell(new RegExp(`feature map ${k}$`)).first()), A[(3 * 8 + 5) * 16 + k]);
    assert.equal(await number(cell(new RegExp(`slopes along feature map ${k}`))), dA[(3 * 8 + 5) * 16 + k]);
    const sum = Array.from({ length: 16 }, (_, at) => alpha(at) * A[(3 * 8 + 5) * 16 + at]!).reduce((a, b) => a + b, 0);
    assert.equal(await number(cell(/Grad-CAM of/)), Math.max(0, sum));
    await lab.axe();
    await lab.screenshot('learn-why-grad-cam');
    await lab.page.getByLabel('Layer', { exact: true }).click();
    await lab.page.getByRole('option', { name: /^CONV 1/ }).click();
    await lab.page.waitForURL(/layer=0/);
    await lab.page.getByText('The map itself, 64 × 64').waitFor();
  });

  test('a changed picture, read from the screen, changes the answer of the exported file', async () => {
    const [model] = made.models;
    const answer = top(sure(model, inputOf(made.pixels).data));
    const target = (answer + 2) % 6;
    await open(`method=change&target=${target}`);
    const end = lab.page.locator('[data-end="won"]');
    await end.waitFor();
    const steps = await number(end, 'data-steps');
    const bytes = await pixelsOf(lab.page.getByRole('img', { name: `The picture after step ${steps}` }));
    assert.notDeepEqual(bytes, made.pixels);
    const session = await InferenceSession.create(model.onnx);
    const image = new OnnxTensor('uint8', bytes, [1, 64, 64, 3]);
    const { probabilities } = await session.run({ image }, ['probabilities']);
    const shares = probabilities!.data as Float32Array;
    assert.equal(top(shares), target);
    // The page ran the file too, and reports the same.
    const check = lab.page.locator(`[data-onnx="${target}"]`);
    await check.waitFor();
    assert.equal(await number(check), shares[target]);
    const squares = bytes.reduce((sum, byte, at) => sum + ((byte - made.pixels[at]!) / 255) ** 2, 0);
    assert.ok(Math.abs((await number(lab.page.locator('[data-norm]'), 'data-norm')) - Math.sqrt(squares)) < 1e-12);
    await lab.axe();
    await lab.screenshot('learn-why-change');
    await lab.page.keyboard.press(',');
    await lab.page.getByRole('img', { name: `The picture after step ${steps - 1}` }).waitFor();
    await lab.page.waitForURL(new RegExp(`step=${steps - 1}`));
  });

  test('two models side by side: where they differ, in numbers', async () => {
    const [a, b] = made.models;
    await open(`second=${b.id}&patch=16&stride=8&class=3`);
    const differ = lab.page.getByRole('region', { name: 'Where they differ' });
    await differ.locator('[data-correlation]').waitFor();
    const whole = inputOf(made.pixels).data;
    const agree = top(sure(a, whole)) === top(sure(b, whole));
    assert.equal(await differ.locator('[data-agree]').getAttribute('data-agree'), String(agree));
    // Each pixel has the drop of the place whose centre is nearest: rows 0 to 11 that of the first, 12 to 19 the second ...
    const drops = [a, b].map((model) => {
      const before = sure(model, whole)[3]!;
      const ofPlace = Array.from({ length: 49 }, (_, place) => {
        const [row, column] = [Math.floor(place / 7) * 8, (place % 7) * 8];
        const covered = whole.map((value, at) => {
          const [y, x] = [Math.floor(at / 192), Math.floor(at / 3) % 64];
          return y >= row && y < row + 16 && x >= column && x < column + 16 ? 0.5 : value;
        });
        return before - sure(model, covered)[3]!;
      });
      const nearest = (pixel: number) => Math.min(6, Math.max(0, Math.round((pixel + 0.5 - 8) / 8)));
      return Array.from({ length: 4096 }, (_, at) => ofPlace[nearest(Math.floor(at / 64)) * 7 + nearest(at % 64)]!);
    });
    const [x, y] = drops.map((values) => {
      const mean = values.reduce((p, q) => p + q) / 4096;
      return values.map((value) => value - mean);
    }) as [number[], number[]];
    const dot = (p: number[], q: number[]) => p.reduce((sum, value, at) => sum + value * q[at]!, 0);
    const r = dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
    assert.ok(Math.abs((await number(differ.locator('[data-correlation]'), 'data-correlation')) - r) < 1e-9);
    // Hovering over one marks the same place in the other.
    const both = map(/drop over the picture/);
    await both.nth(1).hover();
    await lab.page.locator('output[data-place="24"]').nth(1).waitFor();
    assert.equal(await lab.page.locator('output[data-place="24"]').count(), 2);
    await lab.axe();
    await lab.screenshot('learn-why-two');
    await lab.page.getByRole('button', { name: 'Remove the second model' }).click();
    await differ.waitFor({ state: 'detached' });
  });

  test('a model of another size says so and leaves the other one in place; a narrow window', async () => {
    await lab.page.setViewportSize({ width: 360, height: 760 });
    await open(`second=${made.small}&method=grad-cam`);
    await lab.page.getByText(/takes pictures of 32 × 32 × 3/).waitFor();
    await lab.page.getByRole('application', { name: /Grad-CAM over the picture/ }).waitFor();
    const wide = await lab.page.evaluate('document.documentElement.scrollWidth');
    assert.equal(wide, 360);
    await lab.axe();
    await lab.screenshot('learn-why-360');
    await lab.page.setViewportSize({ width: 1280, height: 800 });
  });
});

interface Canvas {
  getContext(kind: '2d'): { getImageData(...at: number[]): { data: Uint8ClampedArray } };
}

/** (64,64,3) read from a canvas on the screen. */
async function pixelsOf(picture: Locator): Promise<Uint8Array> {
  const rgba = await picture
    .locator('canvas')
    .evaluate((canvas: Canvas) => [...canvas.getContext('2d').getImageData(0, 0, 64, 64).data]);
  return Uint8Array.from(rgba.filter((_, at) => at % 4 !== 3));
}

test('a lab without models says what to do first', { skip: WITHOUT_BROWSER }, async (context) => {
  const { page, go, axe } = await browserLab(context);
  await go('/learn/why-this-answer');
  await page.getByRole('heading', { name: 'There is no model yet' }).waitFor();
  await page.getByRole('link', { name: 'Train a network' }).waitFor();
  await axe();
});
