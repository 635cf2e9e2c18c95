import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'playwright';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { trainedLab } from './evaluation-lab.ts';

const grid = (page: Page) => page.getByRole('grid', { name: 'Pictures' });
const cell = (page: Page, place: number) => page.getByRole('gridcell').nth(place);

suite('pictures are edited and trained on again', { skip: WITHOUT_BROWSER }, () => {
  test('relabel, undo, redo, exclude by keyboard; another tab follows; a run names its version', async (context) => {
    const { folder } = await trainedLab(context, [3]);
    const { page, go, open, axe, screenshot } = await browserLab(context, { folder });
    const other = await open();
    for (const tab of [other, page]) {
      await tab.evaluate("location.hash = '#/datasets/1'");
      await cell(tab, 0)
        .and(tab.getByRole('gridcell', { name: /label 0/ }))
        .waitFor();
    }
    await page.bringToFront();
    await grid(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('5');
    await page.getByText('Relabelled 2 pictures as 5.').waitFor();
    await page.getByRole('gridcell', { name: /^train 0, label 5, was 0/ }).waitFor();
    await other.getByRole('gridcell', { name: /^train 1, label 5, was 1/ }).waitFor();
    await axe();
    await screenshot('dataset-relabelled');
    await page.keyboard.press('Control+z');
    await page.getByRole('gridcell', { name: 'train 0, label 0', exact: true }).waitFor();
    await page.keyboard.press('Control+Shift+z');
    await page.getByRole('gridcell', { name: /^train 0, label 5/ }).waitFor();
    await page.keyboard.press('x');
    await page.getByText('Excluded 2 pictures.').waitFor();
    await page.getByRole('tab', { name: /^Pictures 358/ }).waitFor();

    await page.getByRole('link', { name: 'Train on it' }).click();
    await page.getByLabel('Epochs', { exact: true }).fill('2');
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByRole('main').getByText('Done', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('link', { name: /, version 5$/ }).click();
    await cell(page, 0).waitFor();

    await page.getByRole('tab', { name: /^Versions/ }).click();
    const row = (words: string) => page.getByRole('row').filter({ hasText: words });
    await row('Excluded 2 pictures').getByRole('link', { name: 'run 2' }).waitFor();
    await axe();
    await screenshot('dataset-versions');
    await page.getByRole('row').last().getByRole('link', { name: '1', exact: true }).click();
    await page.getByText('This is version 1, as it was then; it cannot be edited.').waitFor();
    await page.getByRole('tab', { name: /^Pictures/ }).click();
    await page.getByRole('gridcell', { name: 'train 0, label 0', exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Relabel' }).isDisabled(), true);
    await go('/datasets');
    await page.getByRole('link', { name: 'Synthetic signs' }).waitFor();
    await axe();
    await screenshot('datasets');
  });

  test('sorting by the loss of a model, filters kept over a reload, a frozen test split', async (context) => {
    const { folder } = await trainedLab(context, [3]);
    const { page, go, axe, screenshot } = await browserLab(context, { folder });
    await go('/datasets/1?split=test&sort=loss&model=1&down=1');
    await page
      .getByRole('gridcell', { name: /^test \d+, label/ })
      .first()
      .waitFor();
    const first = await cell(page, 0).getAttribute('aria-label');
    await page.reload();
    await page
      .getByRole('gridcell', { name: first ?? '' })
      .first()
      .waitFor();
    assert.equal(await cell(page, 0).getAttribute('aria-label'), first);
    await screenshot('dataset-by-loss');
    await page.getByRole('tab', { name: 'Splits and classes' }).click();
    await page.getByRole('button', { name: 'Freeze the test split' }).click();
    await page.getByText('It cannot be edited, and runs do not use it.').waitFor();
    await axe();
    await screenshot('dataset-splits');
    await page.getByRole('tab', { name: /^Pictures/ }).click();
    await grid(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('x');
    await page
      .getByRole('alert')
      .filter({ hasText: /frozen/ })
      .waitFor();
  });
});
