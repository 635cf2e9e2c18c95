/**
 * Learn: one step, forward and pooling. Numbers are read from the page and compared with the reference bit for bit, and
 * with the golden values if they are available.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { editionCases, editionInputs } from '../../native-bridge/learn/index.ts';
import { convForward, convSingleStep, poolForward, type Tensor } from '../../native-bridge/reference/index.ts';
import { WITHOUT_BROWSER } from '../helpers/browser.ts';
import { type GoldenTensor, golden, withoutGolden } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { type Cells, close, LearnPage, plane, same } from './learn-operations-page.ts';

/** The section with the two small functions, and the one with a window. */
const functions = 'section:has(> .head h2:text("The two functions"))';
const oneWindow = 'section:has(> .head h2:text("This window"))';

describe('the operations in the page', { skip: WITHOUT_BROWSER }, () => {
  const learn = LearnPage.forSuite();
  const preset = (name: string) => learn.page.getByRole('button', { name }).click();

  test('one step: the sum of a cell equals the reference to the last bit, by mouse, keyboard and typing', async () => {
    await learn.open('one-step', 'The sum of this step');
    const Z = learn.page.locator('table[aria-label="Z"]');
    await Z.locator('td').nth(5).hover();
    await learn.shown('6 of 16');
    await Z.locator('td').nth(5).click();
    await learn.page.keyboard.press('ArrowRight');
    await learn.shown('7 of 16');
    await learn.page.keyboard.press('.');
    await learn.shown('8 of 16');
    await learn.page.keyboard.press(',');

    const slices: Cells[] = [await learn.grid('a_slice'), await learn.grid('a_slice, channel 1')];
    const filters: Cells[] = [await learn.grid('W'), await learn.grid('W, channel 1')];
    const products: Cells[] = [await learn.grid('products'), await learn.grid('products, channel 1')];
    for (const k of [0, 1]) {
      same(
        products[k]!,
        slices[k]!.map((a, at) => a! * filters[k]![at]!),
        `products of channel ${k}`,
      );
    }
    const together = (planes: Cells[]): Tensor => ({
      shape: [3, 3, 2],
      data: Float64Array.from({ length: 18 }, (_, at) => planes[at % 2]![at >> 1]!),
    });
    const b = { shape: [1, 1, 1], data: Float64Array.of(await learn.chip('bias b')) };
    const z = convSingleStep(together(slices), together(filters), b);
    assert.equal(await learn.chip('Z[0, 1, 2, 0]'), z);
    assert.equal((await learn.grid('Z'))[6], z);

    await learn.page.getByLabel('W, row 0, column 0').fill('2,5');
    filters[0]![0] = 2.5;
    assert.equal(await learn.chip('Z[0, 1, 2, 0]'), convSingleStep(together(slices), together(filters), b));
    await learn.page.waitForURL(/step=6.*W=0_2\.5|W=0_2\.5.*step=6/);
    await learn.page.reload();
    assert.equal((await learn.grid('W'))[0], 2.5);
    await learn.shown('7 of 16');
    await preset('Undo your numbers');

    await learn.cell('products, channel 1', 4).hover();
    await learn.page.getByText('a_slice_prev[1, 1, 1] × W[1, 1, 1]').waitFor();
    const values = (await learn.grid('Z')) as number[];
    await Z.locator('td')
      .nth(values.indexOf(Math.max(...values)))
      .click();
    await learn.page.getByText(/Found\./).waitFor();
    await learn.seen('one-step');
  });

  test('one step: a patch of a picture, channel by channel', async (context) => {
    const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * 37 + (at >> 6) * 11) % 256);
    const file = join(temporaryFolder(context), 'picture.png');
    await sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } })
      .png()
      .toFile(file);
    await learn.open('one-step?channels=3&patch=10-20', 'The sum of this step');
    await learn.page.getByRole('radio', { name: 'a patch of a picture' }).click();
    await learn.page.locator('input[type=file]').setInputFiles(file);
    await learn.page.getByRole('application', { name: /^Picture/ }).waitFor();
    for (const k of [0, 1, 2]) {
      const expected = Array.from({ length: 36 }, (_, at) => {
        const cell = (7 + Math.floor(at / 6)) * 64 + 17 + (at % 6);
        return pixels[cell * 3 + k]! / 255;
      });
      same(await learn.grid(`A_prev, channel ${k}`), expected, `channel ${k}`);
    }
  });

  test("one step: the assignment's window", { skip: withoutGolden }, async () => {
    const { a_slice_prev, W, b, Z } = golden<{
      a_slice_prev: GoldenTensor;
      W: GoldenTensor;
      b: GoldenTensor;
      Z: number;
    }>('conv_single_step.json');
    await learn.open('one-step', 'The sum of this step');
    await preset("The assignment's conv_single_step");
    for (const k of [0, 1, 2]) {
      const channel = (x: GoldenTensor) => x.data.filter((_, at) => at % 3 === k);
      const of = k === 0 ? '' : `, channel ${k}`;
      same(await learn.grid(`a_slice${of}`), channel(a_slice_prev), `a_slice${of}`);
      same(await learn.grid(`W${of}`), channel(W), `W${of}`);
    }
    assert.equal(await learn.chip('bias b'), b.data[0]);
    close([await learn.chip('Z[0, 0, 0, 0]')], [Z], 'Z');
    await learn.page.getByText('−6.99908945068').waitFor();
  });

  test('forward: Z is filled as convForward computes it, and the running lines are marked', async () => {
    const { A_prev, W, b, hparameters } = editionInputs('conv_forward', '2021');
    const { Z } = convForward(A_prev, W, b, hparameters);
    await learn.open('forward', 'Z fills up');
    await preset('The assignment, 2021');
    await learn.shown('1 of 192');
    // i = 1, h = 1, w = 2, c = 0: the first filter of a window.
    const step = ((1 * 2 + 1) * 0 + (1 * 3 + 1) * 4 + 2) * 8;
    await learn.lab.go(`${(await learn.address()).slice(1)}&step=${step}&numbers=1`);
    await learn.shown(`${step + 1} of 192`);
    for (const c of [0, 1, 7]) {
      const expected = plane(Z, 1, c);
      const found = await learn.grid(`Z[1], channel ${c}`);
      for (const [at, value] of found.entries()) {
        const computed = at < 6 || (at === 6 && c === 0);
        assert.equal(value, computed ? expected[at] : null, `channel ${c}, cell ${at}`);
      }
    }
    const variables = await learn.page.locator('[data-variable]').allTextContents();
    assert.deepEqual(variables, ['1', '1', '2', '0', '2', '5', '4', '7']);
    const lines = (await learn.page.locator('li[aria-current="step"] code').allTextContents()).map((line) =>
      line.trim(),
    );
    for (const line of [
      'for each column w = 2 of the output:',
      'horiz_start = 2 * 2 = 4',
      'for each filter c = 0:',
      'const horizStart = w * stride;',
      'for (let c = 0; c < nC; c++) z[position + c] = b.data[c]!;',
    ]) {
      assert.ok(lines.includes(line), `${line} in ${lines.join(' | ')}`);
    }
    assert.ok(!lines.some((line) => /for each row|vert_start =|const vertStart/.test(line)));

    await learn.page.keyboard.press('p');
    await learn.page.locator('[data-variable="c"]', { hasText: /[1-9]/ }).waitFor();
    await learn.page.keyboard.press('p');
    await learn.page.getByRole('button', { name: 'Play' }).waitFor();
    // At full speed to the end, where it stops by itself with the complete Z.
    await learn.page.getByRole('combobox', { name: 'Steps per second' }).click();
    await learn.page.getByRole('option', { name: '60 per second' }).click();
    await learn.page.getByRole('button', { name: 'Play' }).click();
    await learn.shown('192 of 192');
    await learn.page.getByRole('button', { name: 'Play' }).waitFor();
    for (const c of [0, 7]) same(await learn.grid(`Z[1], channel ${c}`), plane(Z, 1, c), `channel ${c} at the end`);

    // A late update of the address must not carry over to the next station.
    await learn.page.waitForTimeout(300);
    await learn.open('forward?stride=2', 'Z fills up');
    assert.equal(await learn.page.getByText(/Found\./).count(), 0);
    await learn.open('forward?numbers=1', 'Z fills up');
    await learn.page.getByRole('spinbutton', { name: 'p, padding' }).focus();
    await learn.page.keyboard.press('ArrowUp');
    await learn.page.getByText(/Found\./).waitFor();
    assert.equal(await learn.address(), '#/learn/forward?numbers=1&pad=1');
    await learn.seen('forward');
    await learn.open('forward?f=4&height=2', 'These sizes do not fit together');
    await learn.page.getByText(/convForward: the window \(4,4\) does not fit/).waitFor();
    await learn.lab.axe();
    await learn.page.getByRole('button', { name: 'Reset the sizes' }).click();
    await learn.shown('1 of 24');
  });

  test("forward: the assignment's Z of 2018", { skip: withoutGolden }, async () => {
    const { Z } = golden<{ Z: GoldenTensor }>('conv_forward.json');
    await learn.open('forward?m=10&height=4&width=4&channels=3&f=2&filters=8&stride=2&pad=2&step=1279', 'Z fills up');
    await learn.shown('1280 of 1280');
    for (let c = 0; c < 8; c++) close(await learn.grid(`Z[9], channel ${c}`), plane(Z, 9, c), `channel ${c}`);
    await learn.page.getByText('0.0489952035').waitFor();
  });

  test('pooling: windows, mask and shares, forward and backward', async () => {
    const [max, average] = editionCases('pool_forward', '2018') as [{ A_prev: Tensor }, unknown];
    assert.ok(average);
    await learn.open('pooling?m=2&height=4&width=4&channels=3&f=3&stride=2&step=4', 'A window, one number');
    for (const mode of ['max', 'average'] as const) {
      const { A } = poolForward(max.A_prev, { f: 3, stride: 2 }, mode);
      if (mode === 'average') await learn.page.getByRole('radio', { name: 'Average' }).click();
      await learn.page.getByText(mode === 'max' ? 'maximum = A[1, 0, 0, 1]' : 'mean = A[1, 0, 0, 1]').waitFor();
      for (const c of [0, 1, 2]) same(await learn.grid(`A[1], channel ${c}`), plane(A, 1, c), `${mode}, channel ${c}`);
    }
    await learn.page.getByRole('radio', { name: 'Max' }).click();
    const window = (await learn.grid('window')) as number[];
    const largest = Math.max(...window);
    assert.deepEqual(
      await learn.grid('mask', oneWindow),
      window.map((x) => (x === largest ? 1 : 0)),
    );
    const free = window.findIndex((x) => x !== largest);
    await learn.page.getByLabel(`window, row ${Math.floor(free / 3)}, column ${free % 3}`).fill(String(largest));
    await learn.page.getByText('A tie.').waitFor();
    await learn.page.getByText(/Found\./).waitFor();
    assert.deepEqual(
      await learn.grid('mask', oneWindow),
      window.map((x, at) => (x === largest || at === free ? 1 : 0)),
    );
    const dA = await learn.chip('dA[1, 0, 0, 1]');
    same(
      await learn.grid('into dA_prev'),
      window.map((x, at) => (x === largest || at === free ? dA : 0)),
      'the tie',
    );

    assert.deepEqual(await learn.grid('mask', functions), [1, 0, 0, 0, 0, 0]);
    assert.deepEqual(await learn.grid('a', functions), [0.5, 0.5, 0.5, 0.5]);
    await learn.page.getByLabel('x, row 1, column 2').fill('3');
    assert.deepEqual(await learn.grid('mask', functions), [0, 0, 0, 0, 0, 1]);
    await learn.seen('pooling');
    await learn.open('pooling?numbers=1', 'A window, one number');
  });

  test('pooling: the golden values', { skip: withoutGolden }, async () => {
    const values = golden<{ max: GoldenTensor; average: GoldenTensor }>('pool_forward.json');
    const mask = golden<{ x: GoldenTensor; mask: GoldenTensor }>('create_mask_from_window.json');
    for (const mode of ['max', 'average'] as const) {
      await learn.open(`pooling?m=2&height=4&width=4&channels=3&f=3&stride=2&mode=${mode}`, 'A window, one number');
      for (const c of [0, 1, 2]) close(await learn.grid(`A[0], channel ${c}`), plane(values[mode], 0, c), mode);
    }
    same(await learn.grid('x', functions), mask.x.data, 'x');
    assert.deepEqual((await learn.grid('mask', functions)).map(Boolean), mask.mask.data.map(Boolean));
    same(await learn.grid('a', functions), golden<{ a: GoldenTensor }>('distribute_value.json').a.data, 'a');
  });
});
