import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import sharp from 'sharp';
import { openDataset } from '../../datasets/catalog.ts';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

suite('splits that share pictures', { skip: WITHOUT_BROWSER }, () => {
  test('are found, and separated with one click; a validation split is split off', async (context) => {
    const folder = await drawSplits(join(temporaryFolder(context), 'leaky'));
    const { page, go, axe, screenshot } = await browserLab(context);
    await go('/datasets');
    await page.getByRole('button', { name: 'Path' }).click();
    await page.getByRole('dialog').getByLabel('Folder on this machine').fill(folder);
    await axe();
    await screenshot('datasets-path');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'leaky', level: 1 }).waitFor();

    await page.getByRole('tab', { name: /^Duplicates/ }).click();
    await page.getByText('2 groups span two splits.').waitFor();
    const groups = page.getByRole('main').getByRole('listitem');
    await groups.nth(1).waitFor();
    assert.equal(await groups.count(), 2);
    await axe();
    await screenshot('dataset-duplicates');
    await page.getByRole('button', { name: 'Keep splits apart' }).click();
    await page.getByText('Excluded 2 pictures.').waitFor();
    await page.getByText('No group of equal pictures spans two splits.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await page.getByText('2 groups span two splits.').waitFor();

    await page.getByRole('tab', { name: 'Splits and classes' }).click();
    await page.getByRole('button', { name: 'Split one off' }).click();
    const dialog = page.getByRole('dialog', { name: 'Split off validation pictures' });
    await dialog.getByLabel('Share').fill('50');
    await axe();
    await screenshot('dataset-split-off');
    await dialog.getByRole('button', { name: 'Split off' }).click();
    await page.getByText(/^Split off \d+ pictures for validation\./).waitFor();
    await page.getByRole('columnheader', { name: 'validation' }).waitFor();

    await go('/datasets');
    await page.getByRole('link', { name: 'leaky' }).waitFor();
    await page.getByRole('button', { name: 'Synthetic' }).click();
    await page.getByRole('dialog', { name: 'Draw a synthetic dataset' }).waitFor();
    await axe();
    await screenshot('datasets-synthetic');
  });
});

/** Four drawn hands per class for training and two for testing; two of the test pictures are copies of training pictures. */
async function drawSplits(folder: string): Promise<string> {
  const { splits } = await openDataset('synthetic:train=4,test=2,seed=4');
  for (const split of ['train', 'test'] as const) {
    mkdirSync(join(folder, `${split}_signs`), { recursive: true });
    const { images, labels } = splits[split];
    for (const [at, label] of labels.entries()) {
      const pixels = images.subarray(at * 64 * 64 * 3, (at + 1) * 64 * 64 * 3);
      const raw = { raw: { width: 64, height: 64, channels: 3 } } as const;
      await sharp(pixels, raw)
        .png()
        .toFile(join(folder, `${split}_signs`, `${label}_${at}.png`));
    }
  }
  for (const name of ['0_0.png', '1_1.png']) {
    copyFileSync(join(folder, 'train_signs', name), join(folder, 'test_signs', name.replace('.', '_copy.')));
  }
  return folder;
}
