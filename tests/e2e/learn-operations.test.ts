/**
 * Learn: one step, forward, pooling and backward. Numbers are read off the page and compared with the reference bit for
 * bit, and with the golden values where they are here.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { editionCases, editionInputs } from '../../native-bridge/learn/index.ts';
import {
  convBackward,
  convForward,
  convSingleStep,
  poolBackward,
  poolForward,
  type Tensor,
} from '../../native-bridge/reference/index.ts';
import { type BrowserLab, browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { type GoldenTensor, golden, withoutGolden } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

type Cells = (number | null)[];

/** Picture `i`, channel `c` of (m, height, width, channels), as a grid shows it. */
function plane({ shape, data }: Tensor | GoldenTensor, i: number, c: number): number[] {
  const [, rows, columns, channels] = shape as [number, number, number, number];
  const from = i * rows * columns * channels + c;
  return Array.from({ length: rows * columns }, (_, at) => data[from + at * channels]!);
}

/** Channel `k` of filter `c` of (f, f, channels, nC). */
function filterPlane({ shape, data }: Tensor | GoldenTensor, k: number, c: number): number[] {
  const [f, , channels, nC] = shape as [number, number, number, number];
  return Array.from({ length: f * f }, (_, at) => data[(at * channels + k) * nC + c]!);
}

function close(found: Cells, expected: ArrayLike<number>, name: string): void {
  assert.equal(found.length, expected.length, name);
  for (const [at, value] of found.entries()) {
    const difference = Math.abs((value ?? Number.NaN) - expected[at]!);
    assert.ok(difference < 1e-10, `${name} at ${at}: ${value} and ${expected[at]}`);
  }
}

/** Where the two small functions stand by themselves, and where one window is. */
const functions = 'section:has(> .head h2:text("The two functions"))';
const oneWindow = 'section:has(> .head h2:text("This window"))';

describe('the operations in the page', { skip: WITHOUT_BROWSER }, () => {
  let lab: BrowserLab;
  let page: Page;
  const closing: (() => unknown)[] = [];
  before(async () => {
    lab = await browserLab({ after: (work) => void closing.push(work) });
    page = lab.page;
  });
  after(async () => {
    for (const close of closing) await close();
  });

  const open = async (address: string, heading: string) => {
    await lab.go(`/learn/${address}`);
    await page.getByRole('heading', { name: heading, level: 2 }).waitFor();
  };
  /** The numbers of a grid, in full; null where a cell is empty. */
  const grid = async (label: string, section = 'main'): Promise<Cells> => {
    const table = page.locator(section).locator(`table[aria-label="${label}"]`);
    await table.waitFor();
    return table.locator('td').evaluateAll((cells) =>
      cells.map((cell) => {
        const value = cell.getAttribute('data-value');
        return value === null ? null : Number(value);
      }),
    );
  };
  /** The number under a caption. */
  const chip = async (label: string): Promise<number> => {
    const found = page.locator('.chip', { has: page.getByText(label, { exact: true }) }).locator('[data-value]');
    return Number(await found.first().getAttribute('data-value'));
  };
  const same = (found: Cells, expected: ArrayLike<number>, name: string) =>
    assert.deepEqual(found.map(String), Array.from(expected, String), name);
  const preset = (name: string) => page.getByRole('button', { name }).click();
  const stepShown = (of: string) => page.getByText(of, { exact: true }).waitFor();

  /** At 360 px nothing is cut off, in both themes nothing is wrong for axe. */
  async function seen(name: string): Promise<void> {
    await lab.axe();
    await lab.screenshot(`learn-${name}`);
    await page.setViewportSize({ width: 360, height: 800 });
    const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.equal(beyond, 0, `${name} is wider than a narrow window`);
    await page.setViewportSize({ width: 1280, height: 800 });
  }

  /**
   * A hovered cell costs the page's thread less than a frame of 60 a second: scripts, style and layout. Counted in the
   * thread's own processor time, so that whatever else this machine does is not part of it.
   */
  async function hoversInAFrame(context: TestContext, label: string): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const parts = ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'];
    const seconds = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      const durations = metrics.filter(({ name }) => parts.includes(name)).map(({ value }) => value);
      assert.equal(durations.length, parts.length);
      return durations.reduce((sum, value) => sum + value, 0);
    };
    const before = await seconds();
    const count = (await page.evaluate(
      `(async () => {
        const cells = [...document.querySelectorAll('table[aria-label="${label}"] td')];
        for (const cell of [...cells, ...cells]) {
          cell.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        return 2 * cells.length;
      })()`,
    )) as number;
    const milliseconds = ((await seconds()) - before) * (1000 / count);
    await session.detach();
    context.diagnostic(`${milliseconds.toFixed(1)} ms for a hovered cell of ${label}`);
    assert.ok(milliseconds < 1000 / 60, `a hovered cell of ${label} takes ${milliseconds} ms`);
    // The address follows a moment later.
    await page.waitForTimeout(300);
  }

  test('one step: the sum of a cell is the reference to the last bit, by mouse, keys and typing', async (context) => {
    await open('one-step', 'The sum of this step');
    const Z = page.locator('table[aria-label="Z"]');
    await Z.locator('td').nth(5).hover();
    await stepShown('6 of 16');
    await Z.locator('td').nth(5).click();
    await page.keyboard.press('ArrowRight');
    await stepShown('7 of 16');
    await page.keyboard.press('.');
    await stepShown('8 of 16');
    await page.keyboard.press(',');

    const slices: Cells[] = [await grid('a_slice'), await grid('a_slice, channel 1')];
    const filters: Cells[] = [await grid('W'), await grid('W, channel 1')];
    const products: Cells[] = [await grid('products'), await grid('products, channel 1')];
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
    const b = { shape: [1, 1, 1], data: Float64Array.of(await chip('bias b')) };
    const z = convSingleStep(together(slices), together(filters), b);
    assert.equal(await chip('Z[0, 1, 2, 0]'), z);
    assert.equal((await grid('Z'))[6], z);

    await page.getByLabel('W, row 0, column 0').fill('2,5');
    filters[0]![0] = 2.5;
    assert.equal(await chip('Z[0, 1, 2, 0]'), convSingleStep(together(slices), together(filters), b));
    await page.waitForURL(/step=6.*W=0_2\.5|W=0_2\.5.*step=6/);
    await page.reload();
    assert.equal((await grid('W'))[0], 2.5);
    await stepShown('7 of 16');
    await preset('Undo your numbers');

    await page.locator('table[aria-label="products, channel 1"] td').nth(4).hover();
    await page.getByText('a_slice_prev[1, 1, 1] × W[1, 1, 1]').waitFor();
    const values = (await grid('Z')) as number[];
    await Z.locator('td')
      .nth(values.indexOf(Math.max(...values)))
      .click();
    await page.getByText(/Found\./).waitFor();
    await hoversInAFrame(context, 'Z');
    await seen('one-step');
  });

  test('one step: a patch of a picture, channel by channel', async (context) => {
    const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * 37 + (at >> 6) * 11) % 256);
    const file = join(temporaryFolder(context), 'picture.png');
    await sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } })
      .png()
      .toFile(file);
    await open('one-step?channels=3&patch=10-20', 'The sum of this step');
    await page.getByRole('radio', { name: 'a patch of a picture' }).click();
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('application', { name: /^Picture/ }).waitFor();
    for (const k of [0, 1, 2]) {
      const expected = Array.from({ length: 36 }, (_, at) => {
        const cell = (7 + Math.floor(at / 6)) * 64 + 17 + (at % 6);
        return pixels[cell * 3 + k]! / 255;
      });
      same(await grid(`A_prev, channel ${k}`), expected, `channel ${k}`);
    }
  });

  test("one step: the assignment's window", { skip: withoutGolden }, async () => {
    const { a_slice_prev, W, b, Z } = golden<{
      a_slice_prev: GoldenTensor;
      W: GoldenTensor;
      b: GoldenTensor;
      Z: number;
    }>('conv_single_step.json');
    await open('one-step', 'The sum of this step');
    await preset("The assignment's conv_single_step");
    for (const k of [0, 1, 2]) {
      const channel = (x: GoldenTensor) => x.data.filter((_, at) => at % 3 === k);
      const of = k === 0 ? '' : `, channel ${k}`;
      same(await grid(`a_slice${of}`), channel(a_slice_prev), `a_slice${of}`);
      same(await grid(`W${of}`), channel(W), `W${of}`);
    }
    assert.equal(await chip('bias b'), b.data[0]);
    close([await chip('Z[0, 0, 0, 0]')], [Z], 'Z');
    await page.getByText('−6.99908945068').waitFor();
  });

  test('forward: Z fills up as convForward computes it, and the lines that run are marked', async (context) => {
    const { A_prev, W, b, hparameters } = editionInputs('conv_forward', '2021');
    const { Z } = convForward(A_prev, W, b, hparameters);
    await open('forward', 'Z fills up');
    await preset('The assignment, 2021');
    await stepShown('1 of 192');
    // i = 1, h = 1, w = 2, c = 0: the first filter of a window.
    const step = ((1 * 2 + 1) * 0 + (1 * 3 + 1) * 4 + 2) * 8;
    await lab.go(`${(await page.evaluate('location.hash.slice(1)')) as string}&step=${step}&numbers=1`);
    await stepShown(`${step + 1} of 192`);
    for (const c of [0, 1, 7]) {
      const expected = plane(Z, 1, c);
      const found = await grid(`Z[1], channel ${c}`);
      for (const [at, value] of found.entries()) {
        const computed = at < 6 || (at === 6 && c === 0);
        assert.equal(value, computed ? expected[at] : null, `channel ${c}, cell ${at}`);
      }
    }
    const variables = await page.locator('[data-variable]').allTextContents();
    assert.deepEqual(variables, ['1', '1', '2', '0', '2', '5', '4', '7']);
    const lines = (await page.locator('li[aria-current="step"] code').allTextContents()).map((line) => line.trim());
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

    await page.keyboard.press('p');
    await page.locator('[data-variable="c"]', { hasText: /[1-9]/ }).waitFor();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Play' }).waitFor();

    // The settled address of what was played must not follow into the next one.
    await page.waitForTimeout(300);
    await open('forward?stride=2', 'Z fills up');
    assert.equal(await page.getByText(/Found\./).count(), 0);
    await open('forward?numbers=1', 'Z fills up');
    await page.getByRole('spinbutton', { name: 'p, padding' }).focus();
    await page.keyboard.press('ArrowUp');
    await page.getByText(/Found\./).waitFor();
    assert.equal((await page.evaluate('location.hash')) as string, '#/learn/forward?numbers=1&pad=1');
    await hoversInAFrame(context, 'Z[0], channel 1');
    await seen('forward');
    await open('forward?f=4&height=2', 'These sizes do not go together');
    await page.getByText(/convForward: the window \(4,4\) does not fit/).waitFor();
    await lab.axe();
    await page.getByRole('button', { name: 'Take the first sizes again' }).click();
    await stepShown('1 of 24');
  });

  test("forward: the assignment's Z of 2018", { skip: withoutGolden }, async () => {
    const { Z } = golden<{ Z: GoldenTensor }>('conv_forward.json');
    await open('forward?m=10&height=4&width=4&channels=3&f=2&filters=8&stride=2&pad=2&step=1279', 'Z fills up');
    await stepShown('1280 of 1280');
    for (let c = 0; c < 8; c++) close(await grid(`Z[9], channel ${c}`), plane(Z, 9, c), `channel ${c}`);
    await page.getByText('0.0489952035').waitFor();
  });

  test('pooling: windows, mask and shares, forward and backward', async (context) => {
    const [max, average] = editionCases('pool_forward', '2018') as [{ A_prev: Tensor }, unknown];
    assert.ok(average);
    await open('pooling?m=2&height=4&width=4&channels=3&f=3&stride=2&step=4', 'A window, one number');
    for (const mode of ['max', 'average'] as const) {
      const { A } = poolForward(max.A_prev, { f: 3, stride: 2 }, mode);
      if (mode === 'average') await page.getByRole('radio', { name: 'Average' }).click();
      await page.getByText(mode === 'max' ? 'maximum = A[1, 0, 0, 1]' : 'mean = A[1, 0, 0, 1]').waitFor();
      for (const c of [0, 1, 2]) same(await grid(`A[1], channel ${c}`), plane(A, 1, c), `${mode}, channel ${c}`);
    }
    await page.getByRole('radio', { name: 'Max' }).click();
    const window = (await grid('window')) as number[];
    const largest = Math.max(...window);
    assert.deepEqual(
      await grid('mask', oneWindow),
      window.map((x) => (x === largest ? 1 : 0)),
    );
    const free = window.findIndex((x) => x !== largest);
    await page.getByLabel(`window, row ${Math.floor(free / 3)}, column ${free % 3}`).fill(String(largest));
    await page.getByText('A tie.').waitFor();
    await page.getByText(/Found\./).waitFor();
    assert.deepEqual(
      await grid('mask', oneWindow),
      window.map((x, at) => (x === largest || at === free ? 1 : 0)),
    );
    const dA = await chip('dA[1, 0, 0, 1]');
    same(
      await grid('into dA_prev'),
      window.map((x, at) => (x === largest || at === free ? dA : 0)),
      'the tie',
    );

    assert.deepEqual(await grid('mask', functions), [1, 0, 0, 0, 0, 0]);
    assert.deepEqual(await grid('a', functions), [0.5, 0.5, 0.5, 0.5]);
    await page.getByLabel('x, row 1, column 2').fill('3');
    assert.deepEqual(await grid('mask', functions), [0, 0, 0, 0, 0, 1]);
    await seen('pooling');
    await open('pooling?numbers=1', 'A window, one number');
    await hoversInAFrame(context, 'A');
  });

  test('pooling: the golden values', { skip: withoutGolden }, async () => {
    const values = golden<{ max: GoldenTensor; average: GoldenTensor }>('pool_forward.json');
    const mask = golden<{ x: GoldenTensor; mask: GoldenTensor }>('create_mask_from_window.json');
    for (const mode of ['max', 'average'] as const) {
      await open(`pooling?m=2&height=4&width=4&channels=3&f=3&stride=2&mode=${mode}`, 'A window, one number');
      for (const c of [0, 1, 2]) close(await grid(`A[0], channel ${c}`), plane(values[mode], 0, c), mode);
    }
    same(await grid('x', functions), mask.x.data, 'x');
    assert.deepEqual((await grid('mask', functions)).map(Boolean), mask.mask.data.map(Boolean));
    same(await grid('a', functions), golden<{ a: GoldenTensor }>('distribute_value.json').a.data, 'a');
  });

  test('backward: each step adds what convBackward gives it, and any gradient is checked by its slope', async (context) => {
    await open('backward', 'dZ arrives');
    const [A0, A1] = [await grid('A_prev, channel 0'), await grid('A_prev, channel 1')];
    const APrev: Tensor = {
      shape: [1, 4, 4, 2],
      data: Float64Array.from({ length: 32 }, (_, at) => (at % 2 === 0 ? A0 : A1)[at >> 1]!),
    };
    const W: Tensor = { shape: [2, 2, 2, 2], data: new Float64Array(16) };
    for (const c of [0, 1]) {
      // The filter that is shown is that of this step.
      if (c === 1) await page.keyboard.press('.');
      await page.getByText(`dZ[0, 0, 0, ${c}]`).first().waitFor();
      for (const k of [0, 1]) {
        for (const [at, w] of (await grid(`W, channel ${k}`)).entries()) W.data[(at * 2 + k) * 2 + c] = w!;
      }
    }
    const dZ: Tensor = { shape: [1, 3, 3, 2], data: new Float64Array(18) };
    for (const c of [0, 1]) for (const [at, z] of (await grid(`dZ, channel ${c}`)).entries()) dZ.data[at * 2 + c] = z!;
    await page.getByLabel('dZ, channel 1, row 2, column 2').fill('-1,5');
    dZ.data[17] = -1.5;
    const cache = { APrev, W, b: { shape: [1, 1, 1, 2], data: new Float64Array(2) }, stride: 1, pad: 0 };
    const gathered = async (step: number, name: string) => {
      const arrived = { shape: dZ.shape, data: dZ.data.map((value, at) => (at <= step ? value : 0)) };
      const { dAPrev, dW, db } = convBackward(arrived, cache);
      for (const k of [0, 1]) {
        same(await grid(`dA_prev, channel ${k}`), plane(dAPrev, 0, k), `dA_prev ${name}`);
        same(await grid(`dW, channel ${k}`), filterPlane(dW, k, step % 2), `dW ${name}`);
      }
      same(await grid('db'), db.data, `db ${name}`);
    };
    await gathered(1, 'with step 1');
    await page.locator('table[aria-label="dZ, channel 0"] td').nth(5).hover();
    await page.getByText('dZ[0, 1, 2, 0]').first().waitFor();
    await gathered(10, 'with step 10');
    await page.getByRole('switch', { name: /Show the whole gradients/ }).click();
    await page.getByRole('heading', { name: 'dW of filter 0, in full' }).waitFor();
    await page.locator('table[aria-label="dZ, channel 1"] td').nth(8).hover();
    await gathered(17, 'in full');

    const gradients = convBackward(dZ, cache);
    const checked = async (key: string) =>
      Number(await page.locator(`[data-check="${key}"]`).getAttribute('data-value'));
    const agrees = async (name: string, gradient: number) => {
      await page.getByRole('heading', { name: `Is ${name} right?` }).waitFor();
      assert.equal(await checked('gradient'), gradient);
      assert.ok(Math.abs((await checked('slope')) - gradient) < 1e-6);
      await page.getByText('They agree').waitFor();
    };
    await page.locator('table[aria-label="dW, channel 1"] td').nth(2).click();
    await agrees('dW[1, 0, 1, 1]', gradients.dW.data[(2 * 2 + 1) * 2 + 1]!);
    await page.locator('table[aria-label="dA_prev, channel 0"] td').nth(5).click();
    await agrees('dA_prev[0, 1, 1, 0]', gradients.dAPrev.data[10]!);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await agrees('dA_prev[0, 1, 2, 0]', gradients.dAPrev.data[12]!);
    await page.locator('table[aria-label="db"] td').nth(1).click();
    await agrees('db[0, 0, 0, 1]', gradients.db.data[1]!);
    await page.getByRole('radio', { name: '1e−9' }).click();
    assert.match((await page.evaluate('location.hash')) as string, /entry=b-1.*epsilon=1e-9/);
    await hoversInAFrame(context, 'dZ, channel 1');
    await seen('backward');
    await open('backward?stride=3', 'dZ arrives');
    await page.getByText(/Found\./).waitFor();
  });

  test("backward: the assignment's gradients", { skip: withoutGolden }, async () => {
    const values = golden<Record<'dA_prev' | 'dW' | 'db', GoldenTensor>>('conv_backward.json');
    const sizes = 'm=10&height=4&width=4&channels=3&f=2&filters=8&stride=2&pad=2';
    // The first number of picture 3, filter 5.
    await open(`backward?${sizes}&whole=1&step=${3 * 4 * 4 * 8 + 5}`, 'dZ arrives');
    await page.getByRole('heading', { name: 'dA_prev[3], in full' }).waitFor();
    for (const k of [0, 1, 2]) {
      const padded = await grid(`dA_prev, channel ${k}`);
      const inner = padded.filter((_, at) => at >> 3 >= 2 && at >> 3 < 6 && at % 8 >= 2 && at % 8 < 6);
      close(inner, plane(values.dA_prev, 3, k), `dA_prev, channel ${k}`);
      close(await grid(`dW, channel ${k}`), filterPlane(values.dW, k, 5), `dW, channel ${k}`);
    }
    close(await grid('db'), values.db.data, 'db');
    await page.getByText('dA_prev 1.45243778, dW 1.72699146, db 7.83923256').waitFor();
  });

  test('backward through pooling: masks, shares, ties', async () => {
    const [max] = editionCases('pool_backward', '2021');
    assert.ok(max);
    const cache = { APrev: max.A_prev, f: 2, stride: 1 };
    for (const mode of ['max', 'average'] as const) {
      await open(`backward?layer=${mode}&m=5&height=5&width=3&channels=2&f=2&stride=1&whole=1&step=37`, 'dA arrives');
      await page.getByRole('heading', { name: 'dA_prev[2], in full' }).waitFor();
      const expected = poolBackward(max.dA, cache, mode);
      for (const k of [0, 1]) same(await grid(`dA_prev, channel ${k}`), plane(expected, 2, k), `${mode}, channel ${k}`);
      await page.getByText('Mean of dA: 0.1457139027').waitFor();
    }
    if (withoutGolden === false) {
      const values = golden<Record<'max' | 'average', GoldenTensor>>('pool_backward.json');
      for (const k of [0, 1]) close(await grid(`dA_prev, channel ${k}`), plane(values.average, 2, k), 'golden');
    }
    await open('backward?layer=max&a=0_2_1_2', 'dA arrives');
    assert.deepEqual(await grid('mask'), [1, 1, 0, 0]);
    await page.getByText(/J has a kink there/).waitFor();
    await page.getByRole('radio', { name: 'the first (TensorFlow)' }).click();
    await page.waitForURL(/ties=first/);
    assert.deepEqual(await grid('mask'), [1, 0, 0, 0]);
    await page.locator('table[aria-label="dA_prev"] td').nth(6).click();
    await page.getByText('They agree').waitFor();
    await lab.axe();
    await lab.screenshot('learn-backward-pool');
  });
});
