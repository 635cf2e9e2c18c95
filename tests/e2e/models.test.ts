import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { trainedLab } from './evaluation-lab.ts';

suite('models in the page', { skip: WITHOUT_BROWSER }, () => {
  test('an empty lab says what to do first, and refuses a file that is not a model with a message', async (context) => {
    const { page, go, axe, screenshot } = await browserLab(context, { viewport: { width: 1024, height: 640 } });
    const files = temporaryFolder(context);
    await go('/models');
    await page.getByRole('heading', { name: 'No model yet' }).waitFor();
    await page.getByRole('link', { name: 'Train a run' }).waitFor();
    await axe();
    await screenshot('models-empty');

    writeFileSync(join(files, 'broken.onnx'), 'this is no graph');
    writeFileSync(join(files, 'hand.png'), 'nor this a picture');
    await dropFiles(page, [join(files, 'hand.png')]);
    await page.getByText('hand.png does not end in .onnx.').waitFor();
    await dropFiles(page, [join(files, 'broken.onnx')]);
    await page.getByText(/The file is not ONNX, or it is cut off/).waitFor();
    await axe();
    await screenshot('models-refused');

    await page.keyboard.press('p');
    const dialog = page.getByRole('dialog', { name: 'Open by path' });
    await dialog.getByLabel('File on this machine').fill(join(files, 'nowhere.onnx'));
    await axe();
    await page.keyboard.press('Enter');
    await page.getByText(/nowhere\.onnx does not exist\./).waitFor();
  });

  test('a picture is tried: what the net sees, its answer, and messages for bad files', async (context) => {
    const { folder } = await trainedLab(context, [3]);
    const { page, go, axe, screenshot } = await browserLab(context, { folder });
    // Registered here: Chromium applies it with a delay, which a key pressed at once would not wait for.
    page.on('filechooser', () => {});
    const files = temporaryFolder(context);
    await go('/models/1');
    await page.getByRole('heading', { name: 'Test with your own image' }).waitFor();
    await axe();
    await screenshot('model-try-empty');

    const exact = exactPicture();
    const raw = { raw: { width: 64, height: 64, channels: 3 } } as const;
    await sharp(exact, raw).png().toFile(join(files, 'exact.png'));
    const wide = { fit: 'fill', kernel: 'nearest' } as const;
    await sharp(exact, raw).resize(900, 600, wide).jpeg().toFile(join(files, 'wide.jpg'));
    writeFileSync(join(files, 'broken.jpg'), 'no picture');
    writeFileSync(join(files, 'empty.png'), '');
    await dropFiles(
      page,
      ['exact.png', 'wide.jpg', 'broken.jpg', 'empty.png'].map((name) => join(files, name)),
    );
    await page.getByText('2 pictures answered, newest first.').waitFor();

    const { label, share } = await ask(join(folder, 'models/1/model.onnx'), exact);
    const said = trial(page, 'exact.png');
    await said.getByText('The model says').waitFor();
    assert.equal(await said.locator('.label strong').innerText(), label);
    // The most likely class is the first row below the header.
    const first = said.getByRole('row').nth(1);
    assert.equal(await first.getByRole('rowheader').innerText(), label);
    assert.equal(await first.getByRole('cell').innerText(), `${(share * 100).toFixed(2)} %`);
    assert.deepEqual(await shownPixels(page, 'What the net sees of exact.png: 64 by 64 pixels'), [...exact]);
    await trial(page, 'wide.jpg').getByText('900 × 600').waitFor();
    await trial(page, 'broken.jpg').getByRole('alert').waitFor();
    await trial(page, 'empty.png').getByText('empty.png is empty.').waitFor();
    await axe();
    await screenshot('model-try');

    await page.getByRole('tab', { name: 'Card' }).click();
    await page.evaluate(`(${PASTE})(${JSON.stringify([...readFileSync(join(files, 'exact.png'))])})`);
    // It is shown first in the list of tried pictures.
    await page.getByText('3 pictures answered, newest first.').waitFor();
    assert.match(await page.getByRole('main').getByRole('listitem').first().innerText(), /^pasted\.png/);
    await page.getByRole('button', { name: 'Remove empty.png from the list' }).click();
    assert.equal(await trial(page, 'empty.png').count(), 0);
    await page.setViewportSize({ width: 1024, height: 640 });
    await screenshot('model-try-small');

    await page.keyboard.press('2');
    await page.getByRole('heading', { name: 'Training', level: 2 }).waitFor();
    await page.getByRole('term').filter({ hasText: 'Learning rate' }).first().waitFor();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('o')]);
    await chooser.setFiles(join(files, 'wide.jpg'));
    await page.getByText('4 pictures answered, newest first.').waitFor();
    await page.getByRole('button', { name: 'Clear the list' }).click();
    await page.getByRole('heading', { name: 'Test with your own image' }).waitFor();

    // Neither its run nor an old address leads to a model that was removed.
    await go('/training/1');
    const evaluate = page.getByRole('main').getByRole('link', { name: 'Evaluate' });
    await evaluate.waitFor();
    await go('/models/1');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText(/^Removed /).waitFor();
    await go('/training/1');
    await page.getByRole('button', { name: /^More about/ }).waitFor();
    await evaluate.waitFor({ state: 'detached' });
    await go('/models/1');
    await page.getByText('There is no model 1.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Models' }).last().click();
    await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
  });

  test('card, parity, export and programs; rename, remove and undo', async (context) => {
    const { folder, runs } = await trainedLab(context, [3]);
    const { page, go, axe, screenshot, context: browser } = await browserLab(context, { folder });
    await browser.grantPermissions(['clipboard-read', 'clipboard-write']);
    const files = temporaryFolder(context);
    const model = readFileSync(join(folder, 'models/1/model.onnx'));
    const clipboard = () => page.evaluate('navigator.clipboard.readText()');
    await go('/models');
    await page.getByText('same answers').waitFor();
    const tested = ((runs[0]?.done.testAccuracy ?? 0) * 100).toFixed(1);
    await page.getByRole('cell', { name: `${tested} %`, exact: true }).waitFor();
    await axe();
    await screenshot('models');

    await page.getByRole('link', { name: 'course on Synthetic signs' }).first().click();
    await page.getByRole('heading', { name: 'Test with your own image' }).waitFor();
    await page.keyboard.press('2');
    await page.getByRole('heading', { name: 'Training', level: 2 }).waitFor();
    await page.getByRole('button', { name: "Copy the file's SHA-256" }).click();
    assert.match(String(await clipboard()), /^[0-9a-f]{64}$/);
    await axe();
    await screenshot('model-card');
    await page.setViewportSize({ width: 1024, height: 640 });
    await screenshot('model-card-small');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.reload();
    await page.getByRole('heading', { name: 'Training', level: 2 }).waitFor();

    await page.keyboard.press('3');
    await page.getByText(/The trained net and the exported file were given the same/).waitFor();
    const report = JSON.parse(readFileSync(join(folder, 'models/1/model.parity.json'), 'utf8')) as { n: number };
    await page.getByRole('cell', { name: String(report.n), exact: true }).waitFor();
    await axe();
    await screenshot('model-parity');

    await page.keyboard.press('4');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download', exact: true }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^course-on-Synthetic-signs\.onnx$/);
    assert.deepEqual(readFileSync(await download.path()), model);

    const path = join(files, 'signs.onnx');
    await page.getByLabel("Path on the lab's machine").fill(path);
    await page.keyboard.press('Enter');
    await page.getByText(`Saved ${path}`).waitFor();
    assert.deepEqual(readFileSync(path), model);
    assert.ok(existsSync(join(files, 'signs.parity.json')));
    writeFileSync(path, 'mine');
    await page.getByRole('button', { name: 'Save to this path' }).click();
    await page.getByText(`${path} already exists.`).waitFor();
    assert.equal(readFileSync(path, 'utf8'), 'mine');
    await axe();
    await screenshot('model-use');
    await page.getByRole('button', { name: 'Replace what is there' }).click();
    await page.getByText(`Saved ${path}`).waitFor();
    assert.deepEqual(readFileSync(path), model);

    await page.getByRole('tab', { name: 'Node' }).click();
    await page.getByText('npm install onnxruntime-node sharp').waitFor();
    await page.getByRole('button', { name: 'Copy the program' }).click();
    assert.match(String(await clipboard()), /onnxruntime-node[\s\S]*course-on-Synthetic-signs\.onnx/);
    await page.reload();
    await page.getByText('npm install onnxruntime-node sharp').waitFor();

    await page.keyboard.press('r');
    await page.getByRole('dialog', { name: 'Rename' }).getByLabel('Name').fill('Hands');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Hands', level: 1 }).waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('heading', { name: 'No model yet' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'Hands' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Open an ONNX file by its path').waitFor();
  });

  test('a file from elsewhere is opened by dropping it: it has a card but no parity report', async (context) => {
    const { folder } = await trainedLab(context, [3]);
    const { page, go, axe, screenshot } = await browserLab(context);
    const path = join(temporaryFolder(context), 'a-friend.onnx');
    copyFileSync(join(folder, 'models/1/model.onnx'), path);
    await go('/models');
    await page.getByRole('heading', { name: 'No model yet' }).waitFor();
    await dropFiles(page, [path]);
    await page.getByRole('heading', { name: 'a-friend', level: 1 }).waitFor();
    await page.getByRole('tab', { name: 'Parity' }).click();
    await page.getByRole('heading', { name: 'Not trained here' }).waitFor();
    await axe();
    await screenshot('model-from-elsewhere');
    assert.equal(
      await page.getByRole('main').getByRole('link', { name: 'Evaluate' }).first().getAttribute('href'),
      '#/evaluation?model=1',
    );
  });
});

/** A real drop with real files, as the browser gets it from the system. */
async function dropFiles(page: Page, files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
  }
  await session.detach();
}

/** Dispatches what Chromium does on Ctrl+V with a picture in the clipboard. */
const PASTE = `(bytes) => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }));
  document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
}`;

const trial = (page: Page, name: string) =>
  page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name, exact: true }) });

/** (64,64,3) without uniform areas, so that a shift or a swap of channels is visible. */
function exactPicture(): Buffer {
  return Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 37 + Math.floor(i / 192) * 11) % 256));
}

/** ONNX Runtime's own answer on the 64x64 pixels, without the lab. */
async function ask(model: string, pixels: Buffer): Promise<{ label: string; share: number }> {
  const session = await InferenceSession.create(model);
  const image = new Tensor('uint8', Uint8Array.from(pixels), [1, 64, 64, 3]);
  const { probabilities } = await session.run({ image }, ['probabilities']);
  const shares = [...(probabilities!.data as Float32Array)];
  const share = Math.max(...shares);
  return { label: String(shares.indexOf(share)), share };
}

/** (64,64,3) read from the screen. */
function shownPixels(page: Page, alt: string): Promise<number[]> {
  return page
    .getByRole('img', { name: alt })
    .locator('canvas')
    .evaluate((canvas: { getContext(kind: '2d'): { getImageData(...at: number[]): { data: Uint8ClampedArray } } }) =>
      [...canvas.getContext('2d').getImageData(0, 0, 64, 64).data].filter((_, i) => i % 4 !== 3),
    );
}
