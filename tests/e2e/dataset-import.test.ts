import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { zipSync } from 'fflate';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { openDataset } from '../../datasets/catalog.ts';
import { npyBeginning } from '../../datasets/formats/numpy/npy-writing.ts';
import { browserLab, dropFiles, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { signsFolder, withoutSigns } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { faultsInWidths } from './narrow-page.ts';

const shown = (page: Page, pictures: string) => page.getByRole('status').filter({ hasText: pictures }).waitFor();

suite('importing pictures', { skip: WITHOUT_BROWSER }, () => {
  test('the HDF5 pair, dropped', { skip: withoutSigns }, async (context) => {
    const { page, go, axe, screenshot } = await browserLab(context);
    await go('/datasets');
    await page.getByRole('heading', { name: 'No dataset yet' }).waitFor();
    await axe();
    await screenshot('datasets-empty');
    await dropFiles(
      page,
      ['train_signs.h5', 'test_signs.h5'].map((name) => join(signsFolder, name)),
    );
    await page.getByRole('tab', { name: /^Pictures 1,200/ }).waitFor();
    await page.getByRole('gridcell').first().waitFor();
    await page.getByRole('tab', { name: 'Splits and classes' }).click();
    await page.getByRole('cell', { name: /^180/ }).first().waitFor();
    await axe();
  });

  test('a folder of pictures, dropped; a picture by its index, next to what the net sees', async (context) => {
    const { page, go, axe, screenshot } = await browserLab(context);
    const folder = await drawFolder(join(temporaryFolder(context), 'my hands'));
    await go('/datasets');
    await page.getByRole('heading', { name: 'No dataset yet' }).waitFor();
    await dropFiles(page, [folder]);
    await page.getByRole('heading', { name: 'my hands', level: 1 }).waitFor();
    await shown(page, '12 pictures');
    await page.getByRole('grid', { name: 'Pictures' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The file, 120 × 90; outlined: what is cut out').waitFor();
    await dialog.getByText('What the net sees: 64 × 64 × 3, divided by 255').waitFor();
    await axe();
    await screenshot('picture');
    await dialog.getByRole('spinbutton', { name: 'index' }).fill('7');
    await page.keyboard.press('Enter');
    await dialog.getByRole('heading', { name: 'train 7' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    // And exported again.
    await page.getByRole('button', { name: 'More about my hands' }).click();
    await page.getByRole('menuitem', { name: 'Export' }).click();
    const leaving = page.getByRole('dialog', { name: 'Export my hands' });
    await leaving.getByRole('combobox', { name: 'Form' }).click();
    await page.getByRole('option', { name: /numpy/ }).click();
    const saved = page.waitForEvent('download');
    await leaving.getByRole('button', { name: 'Download' }).click();
    const file = await saved;
    assert.equal(file.suggestedFilename(), 'my-hands.npz');
    await leaving.getByText('Saved my-hands.npz').waitFor();
    await axe();
    await screenshot('dataset-export');
    assert.deepEqual(await faultsInWidths(page), []);
    const copy = join(temporaryFolder(context), 'copy.npz');
    await file.saveAs(copy);
    const { sha256 } = await openDataset(copy);
    assert.equal(sha256, (await openDataset(folder)).sha256);
    await leaving.getByText(sha256).waitFor();
    await leaving.getByLabel("New file on the lab's machine").fill(copy);
    await leaving.getByRole('button', { name: 'Write', exact: true }).click();
    await leaving.getByRole('alert').filter({ hasText: 'copy.npz already exists' }).waitFor();
    await page.keyboard.press('Escape');
    await leaving.waitFor({ state: 'hidden' });
  });

  test('files that cannot be read are shown before anything is imported: cancelled, saved as a list, or skipped; ambiguous arrays are asked about', async (context) => {
    const { page, go, axe, screenshot } = await browserLab(context);
    const folder = await drawFolder(temporaryFolder(context));
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.png'));
    const files: Record<string, Uint8Array> = Object.fromEntries(
      names.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name))]),
    );
    files['2/broken.jpg'] = files['2/2.png']!.subarray(0, 900);
    files['3/notes.jpg'] = Buffer.from('no picture');
    const archive = join(folder, 'my hands.zip');
    writeFileSync(archive, zipSync(files));
    await go('/datasets');
    await page.getByRole('heading', { name: 'No dataset yet' }).waitFor();
    await dropFiles(page, [archive]);
    const dialog = page.getByRole('dialog', { name: '2 files cannot be imported' });
    await dialog.getByText('my hands/2/broken.jpg').waitFor();
    await dialog.getByText('12 pictures are good').waitFor();
    await dialog.getByText(/is a damaged PNG: its end is missing/).waitFor();
    await axe();
    await screenshot('import-bad-files');
    assert.deepEqual(await faultsInWidths(page), []);
    const saved = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save the list' }).click();
    assert.match(readFileSync(await (await saved).path(), 'utf8'), /^my hands\/2\/broken\.jpg\tis a damaged PNG/);
    // Where nothing takes files, the page stays.
    const address = page.url();
    for (const place of [undefined, { x: 60, y: 700 }]) await dropFiles(page, [join(folder, '0/0.png')], place);
    await dialog.getByText('12 pictures are good').waitFor();
    assert.deepEqual([page.url(), page.context().pages().length], [address, 1]);
    await dialog.getByRole('button', { name: 'Cancel the import' }).click();
    await dialog.waitFor({ state: 'hidden' });

    // At once: the cancelled import may still be ending.
    await dropFiles(page, [archive]);
    await dialog.getByRole('button', { name: 'Import the 12 good pictures' }).click();
    await page.getByRole('heading', { name: 'my hands', level: 1 }).waitFor();
    await page.getByRole('tab', { name: /^Pictures/ }).waitFor();

    // Ambiguous arrays: a person assigns their roles.
    const array = (shape: number[], bytes: Uint8Array) => Buffer.concat([npyBeginning('|u1', shape), bytes]);
    const pictures = (grey: number) => array([3, 8, 8], new Uint8Array(192).fill(grey));
    const arrays = join(folder, 'two.npz');
    writeFileSync(
      arrays,
      zipSync({ 'left.npy': pictures(10), 'right.npy': pictures(200), 'sign.npy': array([3], Uint8Array.of(1, 0, 1)) }),
    );
    await go('/datasets');
    await page.getByRole('heading', { name: 'Datasets', level: 1 }).waitFor();
    await dropFiles(page, [arrays]);
    const choice = page.getByRole('dialog', { name: 'What does each array hold?' });
    await choice.getByText('The upload holds two arrays of train pictures').waitFor();
    const role = async (name: string, option: string) => {
      await choice.getByRole('combobox', { name: `Contents of ${name}` }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    assert.ok(await choice.getByRole('button', { name: 'Import', exact: true }).isDisabled());
    await role('right', 'Training pictures');
    await role('sign', 'Labels of the training pictures');
    const byClass = choice.getByRole('region', { name: 'right by the labels of sign' });
    assert.deepEqual(await byClass.getByRole('term').allInnerTexts(), ['0: 1 picture', '1: 2 pictures']);
    assert.equal(await byClass.locator('canvas').count(), 3);
    await axe();
    await screenshot('import-arrays');
    assert.deepEqual(await faultsInWidths(page), []);
    await choice.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'two', level: 1 }).waitFor();
    await shown(page, '3 pictures');
  });

  test('what is dropped during an import is refused with a message', async (context) => {
    const { page, go } = await browserLab(context);
    const folder = await drawFolder(join(temporaryFolder(context), 'my hands'));
    await go('/datasets');
    await page.getByRole('heading', { name: 'No dataset yet' }).waitFor();
    await dropFiles(page, [folder]);
    await dropFiles(page, [folder]);
    await page.getByText(/is still running, so nothing else was taken in/).waitFor();
    await page.getByRole('heading', { name: 'my hands', level: 1 }).waitFor();
    await shown(page, '12 pictures');
  });

  test('a file that is not a dataset is refused with a message, and leaves nothing in the gallery', async (context) => {
    const { page, go, axe, screenshot } = await browserLab(context);
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'notes.txt'), 'no picture');
    writeFileSync(join(folder, 'train_signs.h5'), 'no HDF5');
    await go('/datasets');
    await page.getByRole('heading', { name: 'No dataset yet' }).waitFor();
    for (const [files, words] of [
      [['notes.txt'], /The upload holds no training picture/],
      [['train_signs.h5'], /test_signs\.h5/],
    ] as const) {
      await dropFiles(
        page,
        files.map((name) => join(folder, name)),
      );
      await page.getByRole('alert').filter({ hasText: words }).waitFor();
      await page.getByRole('heading', { name: 'No dataset yet' }).waitFor();
    }
    copyFileSync(join(folder, 'train_signs.h5'), join(folder, 'test_signs.h5'));
    await dropFiles(
      page,
      ['train_signs.h5', 'test_signs.h5'].map((name) => join(folder, name)),
    );
    await page.getByRole('alert').filter({ hasText: /HDF5/ }).waitFor();
    await axe();
    await screenshot('datasets-refused');
  });
});

/** Two drawn hands per class, 120 x 90, as `0/a.png`, ... */
async function drawFolder(folder: string): Promise<string> {
  const { splits } = await openDataset('synthetic:train=2,test=1,seed=4');
  const { images, labels } = splits.train;
  for (const [at, label] of labels.entries()) {
    mkdirSync(join(folder, String(label)), { recursive: true });
    const pixels = images.subarray(at * 64 * 64 * 3, (at + 1) * 64 * 64 * 3);
    const raw = { raw: { width: 64, height: 64, channels: 3 } } as const;
    await sharp(pixels, raw)
      .resize(120, 90, { fit: 'cover' })
      .png()
      .toFile(join(folder, String(label), `${at}.png`));
  }
  assert.equal(labels.length, 12);
  return folder;
}
