/**
 * Learn: the backward pass. Numbers are read from the page and compared with the reference bit for bit, and with the golden
 * values if they are available.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { editionCases } from '../../native-bridge/learn/index.ts';
import { convBackward, poolBackward, type Tensor } from '../../native-bridge/reference/index.ts';
import { WITHOUT_BROWSER } from '../helpers/browser.ts';
import { type GoldenTensor, golden, withoutGolden } from '../helpers/shared.ts';
import { close, filterPlane, LearnPage, plane, same } from './learn-operations-page.ts';

describe('the backward pass in the page', { skip: WITHOUT_BROWSER }, () => {
  const learn = LearnPage.forSuite();

  test('backward: each step adds the terms of convBackward, and any gradient can be checked numerically', async () => {
    await learn.open('backward', 'dZ arrives');
    const [A0, A1] = [await learn.grid('A_prev, channel 0'), await learn.grid('A_prev, channel 1')];
    const APrev: Tensor = {
      shape: [1, 4, 4, 2],
      data: Float64Array.from({ length: 32 }, (_, at) => (at % 2 === 0 ? A0 : A1)[at >> 1]!),
    };
    const W: Tensor = { shape: [2, 2, 2, 2], data: new Float64Array(16) };
    for (const c of [0, 1]) {
      // The filter shown is that of this step.
      if (c === 1) await learn.page.keyboard.press('.');
      await learn.shown(`dZ[0, 0, 0, ${c}]`);
      for (const k of [0, 1]) {
        for (const [at, w] of (await learn.grid(`W, channel ${k}`)).entries()) W.data[(at * 2 + k) * 2 + c] = w!;
      }
    }
    const dZ: Tensor = { shape: [1, 3, 3, 2], data: new Float64Array(18) };
    for (const c of [0, 1])
      for (const [at, z] of (await learn.grid(`dZ, channel ${c}`)).entries()) dZ.data[at * 2 + c] = z!;
    await learn.page.getByLabel('dZ, channel 1, row 2, column 2').fill('-1,5');
    dZ.data[17] = -1.5;
    const cache = { APrev, W, b: { shape: [1, 1, 1, 2], data: new Float64Array(2) }, stride: 1, pad: 0 };
    const gathered = async (step: number, name: string) => {
      const arrived = { shape: dZ.shape, data: dZ.data.map((value, at) => (at <= step ? value : 0)) };
      const { dAPrev, dW, db } = convBackward(arrived, cache);
      for (const k of [0, 1]) {
        same(await learn.grid(`dA_prev, channel ${k}`), plane(dAPrev, 0, k), `dA_prev ${name}`);
        same(await learn.grid(`dW, channel ${k}`), filterPlane(dW, k, step % 2), `dW ${name}`);
      }
      same(await learn.grid('db'), db.data, `db ${name}`);
    };
    await gathered(1, 'with step 1');
    await learn.cell('dZ, channel 0', 5).hover();
    await learn.shown('dZ[0, 1, 2, 0]');
    await gathered(10, 'with step 10');
    await learn.page.getByRole('switch', { name: /Show the full gradients/ }).click();
    await learn.page.getByRole('heading', { name: 'dW of filter 0, in full' }).waitFor();
    await learn.cell('dZ, channel 1', 8).hover();
    await gathered(17, 'in full');

    const gradients = convBackward(dZ, cache);
    const checked = async (key: string) =>
      Number(await learn.page.locator(`[data-check="${key}"]`).getAttribute('data-value'));
    const agrees = async (name: string, gradient: number) => {
      await learn.page.getByRole('heading', { name: `Is ${name} right?` }).waitFor();
      assert.equal(await checked('gradient'), gradient);
      assert.ok(Math.abs((await checked('slope')) - gradient) < 1e-6);
      await learn.page.getByText('They agree').waitFor();
    };
    await learn.cell('dW, channel 1', 2).click();
    await agrees('dW[1, 0, 1, 1]', gradients.dW.data[(2 * 2 + 1) * 2 + 1]!);
    await learn.cell('dA_prev, channel 0', 5).click();
    await agrees('dA_prev[0, 1, 1, 0]', gradients.dAPrev.data[10]!);
    await learn.page.keyboard.press('ArrowRight');
    await learn.page.keyboard.press('Enter');
    await agrees('dA_prev[0, 1, 2, 0]', gradients.dAPrev.data[12]!);
    await learn.cell('db', 1).click();
    await agrees('db[0, 0, 0, 1]', gradients.db.data[1]!);
    await learn.page.getByRole('radio', { name: '1e−9' }).click();
    assert.match(await learn.address(), /entry=b-1.*epsilon=1e-9/);
    await learn.seen('backward');
    await learn.open('backward?stride=3', 'dZ arrives');
    await learn.page.getByText(/Found\./).waitFor();
  });

  test("backward: the assignment's gradients", { skip: withoutGolden }, async () => {
    const values = golden<Record<'dA_prev' | 'dW' | 'db', GoldenTensor>>('conv_backward.json');
    const sizes = 'm=10&height=4&width=4&channels=3&f=2&filters=8&stride=2&pad=2';
    // The first number of picture 3, filter 5.
    await learn.open(`backward?${sizes}&whole=1&step=${3 * 4 * 4 * 8 + 5}`, 'dZ arrives');
    await learn.page.getByRole('heading', { name: 'dA_prev[3], in full' }).waitFor();
    for (const k of [0, 1, 2]) {
      const padded = await learn.grid(`dA_prev, channel ${k}`);
      const inner = padded.filter((_, at) => at >> 3 >= 2 && at >> 3 < 6 && at % 8 >= 2 && at % 8 < 6);
      close(inner, plane(values.dA_prev, 3, k), `dA_prev, channel ${k}`);
      close(await learn.grid(`dW, channel ${k}`), filterPlane(values.dW, k, 5), `dW, channel ${k}`);
    }
    close(await learn.grid('db'), values.db.data, 'db');
    await learn.page.getByText('dA_prev 1.45243778, dW 1.72699146, db 7.83923256').waitFor();
  });

  test('backward through pooling: masks, shares, ties', async () => {
    const [max] = editionCases('pool_backward', '2021');
    assert.ok(max);
    const cache = { APrev: max.A_prev, f: 2, stride: 1 };
    for (const mode of ['max', 'average'] as const) {
      await learn.open(
        `backward?layer=${mode}&m=5&height=5&width=3&channels=2&f=2&stride=1&whole=1&step=37`,
        'dA arrives',
      );
      await learn.page.getByRole('heading', { name: 'dA_prev[2], in full' }).waitFor();
      const expected = poolBackward(max.dA, cache, mode);
      for (const k of [0, 1])
        same(await learn.grid(`dA_prev, channel ${k}`), plane(expected, 2, k), `${mode}, channel ${k}`);
      await learn.page.getByText('Mean of dA: 0.1457139027').waitFor();
    }
    if (withoutGolden === false) {
      const values = golden<Record<'max' | 'average', GoldenTensor>>('pool_backward.json');
      for (const k of [0, 1]) close(await learn.grid(`dA_prev, channel ${k}`), plane(values.average, 2, k), 'golden');
    }
    await learn.open('backward?layer=max&a=0_2_1_2', 'dA arrives');
    assert.deepEqual(await learn.grid('mask'), [1, 1, 0, 0]);
    await learn.page.getByText(/J has a kink there/).waitFor();
    await learn.page.getByRole('radio', { name: 'the first (TensorFlow)' }).click();
    await learn.page.waitForURL(/ties=first/);
    assert.deepEqual(await learn.grid('mask'), [1, 0, 0, 0]);
    await learn.cell('dA_prev', 6).click();
    await learn.page.getByText('They agree').waitFor();
    await learn.lab.axe();
    await learn.lab.screenshot('learn-backward-pool');
  });
});
