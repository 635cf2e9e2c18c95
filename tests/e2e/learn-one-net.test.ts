/** One net, one picture: every number on the page equals the reference's, and everything follows changes by hand. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Locator } from 'playwright';
import { browserShell } from '../../main/browser-shell.ts';
import { openLab } from '../../main/services/lab.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { type ReadParameters, readParameters } from '../../native-bridge/onnx/read-parameters.ts';
import { decodeModel, encodeModel } from '../../native-bridge/onnx/schema.ts';
import { tensor } from '../../native-bridge/reference/index.ts';
import { softmax, softmaxCrossEntropy } from '../../native-bridge/reference/softmax-cross-entropy.ts';
import { traceForward } from '../../native-bridge/reference/trace.ts';
import { type Changes, COVER, changed, stamped, UNCHANGED } from '../../renderer/features/learn/one-net/edit.ts';
import { indexIn, volumesOf } from '../../renderer/features/learn/one-net/volume.ts';
import { type BrowserLab, browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { writeModel } from '../unit/native-bridge/onnx/fixtures.ts';
import { trainedLab } from './evaluation-lab.ts';

interface Prepared {
  readonly course: ReadParameters & { readonly id: number };
  readonly camera: number;
  readonly foreign: number;
  readonly dataset: number;
  readonly picture: number;
  readonly pixels: Uint8Array;
  readonly label: number;
}

/** A trained course net, an untrained camera net, and the same file as if another program had written it. */
async function prepare(folder: string, dataset: number): Promise<Prepared> {
  const lab = openLab(folder, browserShell());
  try {
    const { handlers } = lab;
    const open = (path: string) => handlers['models.open']({ kind: 'path', path });
    const path = writeModel(folder, presetNetwork('three-block'));
    const other = join(folder, 'other.onnx');
    writeFileSync(other, encodeModel({ ...decodeModel(readFileSync(path)), producerName: 'other', metadataProps: [] }));
    const course = (await handlers['models.list']({}))[0]!.id;
    const [camera, foreign] = [(await open(path)).id, (await open(other)).id];
    const { bytes } = await handlers['models.file']({ model: course });
    const picture = (await handlers['pictures.at']({ dataset, split: 'train', index: 0 }))!;
    const { pixels } = await handlers['pictures.pixels']({ dataset, ids: [picture] });
    const [row] = await handlers['pictures.rows']({ dataset, ids: [picture] });
    return {
      course: { id: course, ...readParameters(bytes) },
      camera,
      foreign,
      dataset,
      picture,
      pixels,
      label: row!.label,
    };
  } finally {
    await lab.close();
  }
}

suite('one net, one picture', { skip: WITHOUT_BROWSER }, () => {
  const ends: (() => unknown)[] = [];
  let lab: BrowserLab;
  let made: Prepared;
  const rest = { after: (end: () => unknown) => void ends.push(end) };

  before(async () => {
    const { folder, dataset } = await trainedLab(rest, [1]);
    made = await prepare(folder, dataset);
    const flags = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
    lab = await browserLab(rest, { folder, flags });
  });
  // The last opened is closed first.
  after(async () => {
    for (const end of ends.reverse()) await end();
  });

  const address = (rest: string) =>
    `/learn/one-net?model=${made.course.id}&picture=${made.dataset}/${made.picture}${rest}`;
  const part = (name: string) => lab.page.getByRole('region', { name, exact: true });
  const board = () => part('The picture').getByRole('application');
  const chosen = () => part('The chosen number').locator('[data-value]').first();
  const number = async (at: Locator) => Number(await at.getAttribute('data-value'));
  const traced = (changes: Changes = UNCHANGED) => {
    const input = tensor(
      [1, 64, 64, 3],
      Float64Array.from(changed(made.pixels, changes), (byte) => byte / 255),
    );
    const { outputs, logits } = traceForward(made.course.network, made.course.parameters, input);
    return { levels: [input, ...outputs], logits };
  };
  /** Waits until the page has that number: it is computed a moment later. */
  const reads = (at: Locator, value: number) => at.and(lab.page.locator(`[data-value="${value}"]`)).waitFor();

  test("a number of every layer and its sum equal the reference's bit for bit, the softmax and the loss within two roundings", async () => {
    const { levels, logits } = traced();
    const volumes = volumesOf(made.course.network);
    for (const [level, volume] of volumes.entries()) {
      const place = { row: volume.rows >> 2, column: volume.columns >> 1, channel: volume.channels >> 1 };
      await lab.go(address(`&layer=${level}&channel=${place.channel}&cell=${place.row}-${place.column}`));
      await reads(chosen(), levels[level]!.data[indexIn(volume, place)]!);
    }
    const cells = part('The answer').locator('tbody [data-value]');
    const shown = await Promise.all((await cells.all()).map(number));
    const probabilities = softmax(logits).data;
    assert.deepEqual(
      shown.filter((_, i) => i % 3 === 0),
      [...logits.data],
    );
    // The last bit of Math.exp depends on the engine, and the browser's differs from Node's.
    const near = (actual: number, wanted: number) =>
      assert.ok(Math.abs(actual - wanted) <= 2 ** -51 * wanted, `${actual} and ${wanted}`);
    for (const [k, p] of shown.filter((_, i) => i % 3 === 2).entries()) near(p, probabilities[k]!);
    const loss = await number(part('The answer').locator('strong[data-value]'));
    near(loss, softmaxCrossEntropy(logits, [made.label]).loss);
  });

  test('from a pixel up to a class score, and down again to the pixel, by mouse and keyboard', async () => {
    const at = (layer: number) => lab.page.waitForURL(new RegExp(`layer=${layer}(&|$)`));
    const down = part('Computed from');
    await lab.go(address('&layer=0&channel=1&cell=30-30'));
    const up = lab.page.getByRole('group', { name: 'Used by' });
    const last = made.course.network.layers.length;
    for (let layer = 1; layer <= last; layer++) {
      await up.getByRole('button').first().click();
      await at(layer);
    }
    await up.getByText('This is the class score of').waitFor();
    await down.getByRole('listitem').getByRole('button').first().click();
    await at(last - 1);
    await down.getByRole('button', { name: /^Down to/ }).click();
    await at(last - 2);
    await down.getByRole('grid').locator('[tabindex="0"]').focus();
    await lab.page.keyboard.press('Enter');
    await at(last - 3);
    await lab.go(address('&layer=1&channel=3&cell=20-20'));
    await down.getByRole('grid', { name: 'Input, red' }).getByRole('gridcell').nth(5).click();
    await lab.page.waitForURL(/layer=0&channel=0&cell=20-20/);
  });

  test('the receptive field is outlined on the picture, and described', async () => {
    await lab.go(address('&layer=3&channel=2&cell=2-5'));
    await board().and(lab.page.locator('[aria-label*="sees rows 15 to 25 and columns 39 to 49"]')).waitFor();
    await lab.page.getByRole('grid', { name: 'channel 2', exact: true }).getByRole('gridcell').nth(7).hover();
    await board().and(lab.page.locator('[aria-label*="sees rows 0 to 9 and columns 55 to 63"]')).waitFor();
    await part('The chosen number').getByText('The largest of 64 numbers is').waitFor();
  });

  test('everything follows a covered part; the question notices when the answer has changed', async () => {
    const plain = traced();
    const answerOf = (data: Float64Array) => data.indexOf(Math.max(...data));
    const places = Array.from({ length: 36 }, (_, i) => ({
      row: 5 + 10 * Math.floor(i / 6),
      column: 5 + 10 * (i % 6),
    }));
    const covering = ({ row, column }: { row: number; column: number }) => ({
      ...UNCHANGED,
      sheet: stamped(UNCHANGED.sheet, row, column, 16, COVER),
    });
    const turning = places.find(
      (place) => answerOf(traced(covering(place)).logits.data) !== answerOf(plain.logits.data),
    );
    assert.ok(turning, 'no square of 16 changes the answer of this net');
    await lab.go(address('&layer=8&channel=0'));
    await reads(chosen(), plain.logits.data[0]!);
    await lab.page.getByRole('radio', { name: 'Cover' }).click();
    const box = (await board().boundingBox())!;
    const pixel = box.width / 64;
    await lab.page.mouse.click(box.x + (turning.column + 0.5) * pixel, box.y + (turning.row + 0.5) * pixel);
    await reads(chosen(), traced(covering(turning)).logits.data[0]!);
    await lab.page.getByText('Found.').waitFor();
    await part('The answer').getByText('before the change').waitFor();
    // It is in the address: a reload keeps it, and Reset removes it.
    await lab.page.waitForURL(/drawn=/);
    await lab.page.reload();
    await reads(chosen(), traced(covering(turning)).logits.data[0]!);
    await part('The answer').getByText('before the change').waitFor();
    await lab.page.getByRole('button', { name: 'Reset the picture' }).click();
    await reads(chosen(), plain.logits.data[0]!);
  });

  test('drawing and shifting with the keyboard, and undo', async () => {
    await lab.go(address('&layer=4&channel=2&cell=3-3'));
    const index = indexIn(volumesOf(made.course.network)[4]!, { row: 3, column: 3, channel: 2 });
    const at = (changes: Changes) => reads(chosen(), traced(changes).levels[4]!.data[index]!);
    await at(UNCHANGED);
    await lab.page.getByRole('radio', { name: 'Draw' }).click();
    await lab.page.getByRole('button', { name: 'Red' }).click();
    await board().focus();
    for (const key of ['ArrowUp', 'ArrowLeft', ' ']) await lab.page.keyboard.press(key);
    const drawn = { ...UNCHANGED, sheet: stamped(UNCHANGED.sheet, 31, 31, 3, 5) };
    await at(drawn);
    await lab.page.getByRole('radio', { name: 'Shift' }).click();
    await board().focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await lab.page.keyboard.press(key);
    await at({ ...drawn, down: 2, right: 1 });
    for (let step = 0; step < 3; step++) await lab.page.getByRole('button', { name: 'Undo' }).click();
    await at(drawn);
    await lab.page.getByRole('button', { name: 'Undo' }).click();
    await at(UNCHANGED);
  });

  test('every key on the board changes the answer, with course and with three-block; the times are reported', async (context) => {
    for (const [name, model] of [
      ['course', made.course.id],
      ['three-block', made.camera],
    ] as const) {
      await lab.go(`/learn/one-net?model=${model}&picture=${made.dataset}/${made.picture}&layer=1`);
      await part('Layer 1 Convolution').waitFor();
      await lab.page.getByRole('radio', { name: 'Shift' }).click();
      await board().focus();
      const times = (await lab.page.evaluate(`(async () => {
        const score = document.querySelector('section[aria-label="The answer"] tbody [data-value]');
        const board = document.activeElement;
        const times = [];
        for (let i = 0; i < 24; i++) {
          const key = ['ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft'][i % 4];
          const changed = new Promise((resolve) => {
            new MutationObserver((_, observer) => (observer.disconnect(), resolve())).observe(score, { attributes: true });
          });
          const from = performance.now();
          board.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
          await changed;
          times.push(performance.now() - from);
          await new Promise((resolve) => setTimeout(resolve, 30));
        }
        return times.slice(8).sort((a, b) => a - b);
      })()`)) as number[];
      const median = times[times.length >> 1]!;
      context.diagnostic(`${name}: median ${median.toFixed(1)} ms, longest ${times.at(-1)!.toFixed(1)} ms`);
      assert.equal(times.length, 16, name);
    }
  });

  test('the numbers follow a camera', async () => {
    await lab.go(`/learn/one-net?model=${made.course.id}&picture=camera&layer=8&channel=2`);
    const seen = new Set<number>();
    for (const until = Date.now() + 60_000; seen.size < 5 && Date.now() < until; ) {
      if (await chosen().isVisible()) seen.add(await number(chosen()));
      await lab.page.waitForTimeout(50);
    }
    assert.equal(seen.size, 5, `numbers of the camera: ${[...seen].join(', ')}`);
    await part('The answer').getByText('the class of this picture is not known').waitFor();
    await lab.page.getByRole('button', { name: 'Stop the camera' }).click();
    await part('The answer').getByText('Loss').waitFor();
  });

  test('accessible and legible, in narrow windows too', async () => {
    await lab.go(address('&layer=4&channel=3&cell=3-4&numbers=1'));
    await reads(
      chosen(),
      traced().levels[4]!.data[indexIn(volumesOf(made.course.network)[4]!, { row: 3, column: 4, channel: 3 })]!,
    );
    await lab.axe();
    await lab.screenshot('learn-one-net');
    await lab.page.setViewportSize({ width: 360, height: 800 });
    assert.equal(await lab.page.evaluate('document.documentElement.scrollWidth'), 360);
    await lab.axe();
    await lab.screenshot('learn-one-net-narrow');
    await lab.page.setViewportSize({ width: 1280, height: 800 });
  });

  test('a model that cannot be inspected and a missing one each show a sentence', async () => {
    await lab.go(`/learn/one-net?model=${made.foreign}`);
    await lab.page.getByText('was not exported by Signs Lab', { exact: false }).waitFor();
    await lab.page.getByLabel('Model', { exact: true }).waitFor();
    await lab.go('/learn/one-net?model=999');
    await lab.page.getByText('This model cannot be inspected.').waitFor();
  });
});

test('a lab without models says what to do', { skip: WITHOUT_BROWSER }, async (context) => {
  const { page, go } = await browserLab(context);
  await go('/learn/one-net');
  await page.getByRole('heading', { name: 'There is no model yet' }).waitFor();
  await page.getByRole('link', { name: 'Train a network' }).waitFor();
});
