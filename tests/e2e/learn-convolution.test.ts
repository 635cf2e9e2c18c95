/** The stations Edges, Padding and stride, Volumes, Shapes and counts, and the picture chooser that all stations share. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { browserShell } from '../../main/browser-shell.ts';
import { openLab } from '../../main/services/lab.ts';
import { convForward, tensor } from '../../native-bridge/reference/index.ts';
import { padEdges } from '../../native-bridge/reference/zero-pad.ts';
import { greyTensor, rgbTensor } from '../../renderer/features/learn/picture/tensors.ts';
import { layerOf } from '../../renderer/features/learn/volumes/example.ts';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { trainedLab } from './evaluation-lab.ts';
import { CAMERA, testPictures } from './learn-pictures.ts';
import { at, numberOf, numbersOf, valuesOf } from './page-numbers.ts';

const NONE = tensor([1, 1, 1, 1], [0]);

suite('learn: convolution', { skip: WITHOUT_BROWSER }, () => {
  test('edges, padding, volumes, shapes', async (context) => {
    const { folder, dataset } = await trainedLab(context, [1]);
    const { W1, first } = await learned(folder, dataset);
    const lab = await browserLab(context, { folder, flags: CAMERA });
    const { page, go, axe, screenshot } = lab;
    /** Changes by hand appear in the address a moment later. */
    const addressed = (text: string) => page.waitForURL((url) => decodeURIComponent(url.hash).includes(text));

    await context.test('edges: numbers of the examples, and a custom filter', async () => {
      await go('/learn/edges');
      const output = page.getByRole('grid', { name: /^Output Z/ });
      await output.waitFor();
      assert.deepEqual(await valuesOf(output), [0, 30, 30, 0, 0, 30, 30, 0, 0, 30, 30, 0, 0, 30, 30, 0]);
      await axe();
      await screenshot('learn-edges');

      // By hovering, then by keyboard: the sum and the address follow.
      await output.getByRole('gridcell').nth(3).hover();
      await page.getByRole('heading', { name: 'Z, row 0, column 3 = 0' }).waitFor();
      await output.locator('[tabindex="0"]').focus();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowDown');
      await page
        .getByRole('gridcell', { name: 'row 1, column 2: 30, 10 × 1 + 0 × 0 + 0 × (−1)', exact: false })
        .waitFor();
      await addressed('cell=1-2');

      await page.getByRole('radio', { name: 'Mirrored' }).click();
      assert.equal(Math.min(...(await valuesOf(output))), -30);
      for (const [row, column, value] of [
        [0, 0, -1],
        [1, 0, -1],
        [2, 0, -1],
        [0, 2, 1],
        [1, 2, 1],
        [2, 2, 1],
      ]) {
        await page.getByRole('textbox', { name: `Filter W, row ${row}, column ${column}` }).fill(String(value));
      }
      await page.getByText(/Found\. /).waitFor();
      assert.equal(Math.max(...(await valuesOf(output))), 30);
      await addressed('filter=own:-1,0,1,-1,0,1,-1,0,1');
      // Dragged: eight pixels are two steps of 0.1.
      const middle = page.getByRole('textbox', { name: 'Filter W, row 1, column 1' });
      await middle.hover();
      const box = await middle.boundingBox();
      await page.mouse.down();
      await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2 + 8, (box?.y ?? 0) + 10, { steps: 3 });
      await page.mouse.up();
      assert.equal(await middle.inputValue(), '0.20');
      // Typed with a decimal comma: still what the reference computes.
      await middle.fill('2,5');
      const W = tensor([3, 3, 1, 1], [-1, 0, 1, -1, 2.5, 1, -1, 0, 1]);
      const mirrored = tensor(
        [1, 6, 6, 1],
        Array.from({ length: 36 }, (_, at) => (at % 6 < 3 ? 0 : 10)),
      );
      assert.deepEqual(await valuesOf(output), [...convForward(mirrored, W, NONE, { stride: 1, pad: 0 }).Z.data]);
      await addressed('2.5');
      await page.reload();
      assert.deepEqual(await valuesOf(output), [...convForward(mirrored, W, NONE, { stride: 1, pad: 0 }).Z.data]);
    });

    await context.test('edges: a picture, and the filters that a model has learned, bit for bit', async () => {
      await go('/learn/edges?input=picture&filter=scharr&cell=20-31');
      const output = page.getByRole('application', { name: /^Output Z/ });
      await output.waitFor();
      const scharr = tensor([3, 3, 1, 1], [3, 0, -3, 10, 0, -10, 3, 0, -3]);
      const grey = convForward(greyTensor(first), scharr, NONE, { stride: 1, pad: 0 }).Z;
      assert.equal(await numberOf(output), at(grey, 20, 31));
      await page.getByRole('button', { name: 'Filter 5 of W1' }).click();
      const padded = padEdges(rgbTensor(first), { top: 1, left: 1, bottom: 2, right: 2 });
      const kernel = tensor(
        [4, 4, 3, 1],
        Array.from({ length: 48 }, (_, i) => W1[i * 8 + 5]!),
      );
      const Z = convForward(padded, kernel, NONE, { stride: 1, pad: 0 }).Z;
      await page.getByText('Output Z, 64 × 64').waitFor();
      assert.equal(await numberOf(output), at(Z, 20, 31));
      await output.focus();
      await page.keyboard.press('End');
      assert.equal(await numberOf(output), at(Z, 20, 63), 'the window extends beyond the border');
      await addressed('cell=20-63');
      // After a change by hand it is a custom filter, and is applied to the picture as before.
      await page.getByRole('textbox', { name: 'Green: filter, row 1, column 2' }).fill('2');
      kernel.data[(1 * 4 + 2) * 3 + 1] = 2;
      await addressed('filter=own:');
      assert.equal(await numberOf(output), at(convForward(padded, kernel, NONE, { stride: 1, pad: 0 }).Z, 20, 63));
      await axe();
      await screenshot('learn-edges-learned');
    });

    await testPictures(context, lab, dataset);

    await context.test('padding and stride: sizes, the window, the impossible', async () => {
      await go('/learn/padding-and-stride?f=4&pad=same&numbers=1');
      await page.getByText(/an odd number: 1 before and 2 after/).waitFor();
      const padded = page.getByRole('grid', { name: 'Input with zeros around it, 9 × 9' });
      assert.equal((await valuesOf(padded)).length, 81);
      const output = page.getByRole('grid', { name: 'Output: the sum of each window' });
      const input = tensor([1, 9, 9, 1], await valuesOf(padded));
      const ones = tensor([4, 4, 1, 1], Array(16).fill(1));
      assert.deepEqual(await valuesOf(output), [...convForward(input, ones, NONE, { stride: 1, pad: 0 }).Z.data]);
      await axe();
      await screenshot('learn-padding');

      await page.keyboard.press('.');
      await addressed('cell=0-1');
      await page.getByRole('button', { name: 'Filter 4, stride 1: 6 by 6' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.getByText('6 × 6 becomes 3 × 3').waitFor();
      await addressed('s=2');

      await go('/learn/padding-and-stride?n=3&f=5&pad=valid');
      await page.getByText('No window fits.').waitFor();
      await axe();
      await page.getByRole('button', { name: 'Pad with p = 1' }).click();
      await page.getByText('3 × 3 becomes 1 × 1').waitFor();
      assert.deepEqual(
        await valuesOf(page.getByRole('table', { name: /windows that contain each cell/ })),
        Array(9).fill(1),
      );
      const p = page.getByRole('slider', { name: 'Padding p' });
      await p.focus();
      await page.keyboard.press('ArrowRight');
      await page.getByText(/Found\. /).waitFor();
      await addressed('pad=2');
    });

    await context.test('volumes: the window through all channels, and the counter', async () => {
      await go('/learn/volumes?cell=1-2&filter=1&numbers=1');
      const setting = { n: 6, channels: 3, f: 3, filters: 2, stride: 1, pad: 0 };
      const { Z } = layerOf(setting);
      const output = page.getByRole('grid', { name: 'Z, channel 1, 4 × 4' });
      await output.waitFor();
      assert.deepEqual(
        await valuesOf(output),
        Array.from({ length: 16 }, (_, i) => Z.data[i * 2 + 1]),
      );
      await page.getByRole('heading', { name: `Z[1, 2, 1] = ${String(at(Z, 1, 2, 1)).replace('-', '−')}` }).waitFor();
      await output.getByRole('gridcell').nth(15).hover();
      assert.equal(await numberOf(page.locator('.total strong')), at(Z, 3, 3, 1));
      await axe();
      await screenshot('learn-volumes');
      const filters = page.getByRole('slider', { name: 'Filters' });
      await filters.focus();
      for (let k = 2; k < 10; k++) await page.keyboard.press('ArrowRight');
      await page.getByText(/Found\. .* = 280/).waitFor();
      assert.equal(await numberOf(page.getByRole('region', { name: 'Parameters' }).locator('.total')), 280);
      await addressed('filters=10');
    });

    await context.test('shapes: the table of the notes, any model, dense against convolution', async () => {
      await go('/learn/shapes');
      const table = page.getByRole('table', { name: /Activation shape/ });
      await table.waitFor();
      const parameters = table.locator('tbody td:last-child');
      assert.deepEqual(await numbersOf(parameters), [0, 456, 0, 2416, 0, 0, 48120, 10164, 850]);
      assert.deepEqual(
        await numbersOf(
          page.getByRole('region', { name: 'Dense or convolution' }).locator('figure strong[data-value]'),
        ),
        [14_455_392, 456],
      );
      await axe();
      await screenshot('learn-shapes');
      await table.getByRole('button', { name: 'FC3' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText(/Found\. FC3, with 48,120 of 62,006/).waitFor();
      await addressed('layer=');
      await page.getByRole('button', { name: 'Compare CONV1 with a dense layer' }).click();
      await page.getByRole('slider', { name: 'Convolution: output' }).focus();
      await page.keyboard.press('ArrowRight');
      await addressed('unit=3');

      await page.getByLabel('Network', { exact: true }).click();
      await page.getByRole('option', { name: /\(model\)/ }).click();
      await table.getByText('64 × 64 × 8').waitFor();
      assert.deepEqual(await numbersOf(parameters), [0, 384, 0, 512, 0, 0, 390]);
      await go('/learn/shapes?side=8');
      await page.getByText('This network cannot take this picture size.').waitFor();
      await page.getByRole('button', { name: 'Take a picture of 64 × 64' }).click();
      await table.waitFor();
      await go('/learn/shapes?net=model-999');
      await page.getByText('There is no table of this network.').waitFor();
      await page.getByRole('button', { name: 'Show LeNet-5' }).click();
      await table.waitFor();
    });

    await context.test('all four fit into a window of 360 pixels', async () => {
      await page.setViewportSize({ width: 360, height: 740 });
      for (const path of ['edges?input=picture', 'edges', 'padding-and-stride?n=10', 'volumes?filters=16', 'shapes']) {
        await go(`/learn/${path}`);
        await page.getByRole('region', { name: 'Question' }).waitFor();
        const main = page.locator('main');
        assert.deepEqual(await main.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth), 0, path);
      }
      await screenshot('learn-shapes-narrow');
    });
  });

  test('a lab without pictures and models shows the examples, and how to get more', async (context) => {
    const { page, go, axe } = await browserLab(context);
    await go('/learn/edges');
    await page.getByText('Train a model to see the filters that it has learned here too.').waitFor();
    await page.getByRole('radio', { name: 'Picture' }).click();
    await page.getByText(/The lab has no pictures yet/).waitFor();
    await axe();
    assert.equal(await page.getByRole('link', { name: 'Datasets' }).last().getAttribute('href'), '#/datasets');
  });
});

/** W1 (4,4,3,8) of the lab's only model, and the picture that the page shows first, (64,64,3). */
async function learned(folder: string, dataset: number): Promise<{ W1: Float32Array; first: Uint8Array }> {
  const lab = openLab(folder, browserShell());
  try {
    const [model] = await lab.handlers['models.list']({});
    const { tensors } = await lab.handlers['models.parameters']({ model: model?.id ?? 0 });
    const W1 = tensors.find(({ name }) => name === 'W1');
    const id = await lab.handlers['pictures.at']({ dataset, split: 'train', index: 0 });
    const { pixels } = await lab.handlers['pictures.pixels']({ dataset, ids: [id ?? 0] });
    assert.ok(W1);
    return { W1: new Float32Array(Uint8Array.from(W1.data).buffer), first: Uint8Array.from(pixels) };
  } finally {
    await lab.close();
  }
}
