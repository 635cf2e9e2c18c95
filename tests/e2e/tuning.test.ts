import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import type { Page } from 'playwright';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { brushSome, chart, drawDataset, focusFirst, number, rows, startFromForm, state, tab } from './tuning-lab.ts';

const LONG = { timeout: 120_000 };

async function menu(page: Page, of: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More about ${of}` }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

suite('tuning in the page', { skip: WITHOUT_BROWSER }, () => {
  test('a sweep is started with one button, watched, brushed, compared, paused, extended, finished, and its best trial becomes a run', async (context) => {
    const { page, go, axe, screenshot } = await browserLab(context);
    await go('/tuning');
    await page.getByRole('heading', { name: 'No sweep yet' }).waitFor();
    await axe();
    await screenshot('tuning-empty');
    await drawDataset(page, go, 20);

    // Everything has a default: one button starts.
    await go('/tuning');
    await page.getByRole('main').getByRole('link', { name: 'New sweep' }).click();
    await page.getByText(/about [\d,]+ epochs of training/).waitFor();
    await axe();
    await screenshot('tuning-new');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const name = 'course on Synthetic signs';
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    await chart(page, 'History').waitFor(LONG);
    await page.getByRole('list', { name: 'Under way' }).getByRole('link', { name }).waitFor();

    // A trial is selected in a chart with the keyboard: its panel follows.
    const focused = await focusFirst(page);
    await page.getByRole('complementary', { name: `Trial ${focused}` }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^1 of \d+ trials? brushed$/).waitFor();
    await page.keyboard.press('x');
    await page.getByText(/brushed$/).waitFor({ state: 'hidden' });

    await page.keyboard.press('p');
    await state(page, 'Paused').waitFor(LONG);
    await axe();
    await screenshot('tuning-paused');
    const before = await number(page, 'Trials');
    assert.ok(before > 0 && before < 64, `${before} trials when it was paused`);
    await page.reload();
    await page.getByRole('complementary', { name: `Trial ${focused}` }).waitFor();
    assert.equal(await number(page, 'Trials'), before, 'a reload loses no trial');

    // A trial chosen by hand, starting from the focused one: it comes next.
    await menu(page, name, 'Add a trial by hand');
    const dialog = page.getByRole('dialog', { name: 'Add a trial by hand' });
    await dialog.getByLabel('Learning rate').fill('7');
    await dialog.getByText('One of: 0.0009 to 0.09, logarithmic.').waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Add the trial' }).isDisabled(), true);
    await dialog.getByLabel('Learning rate').fill('0.004');
    await axe();
    await dialog.getByRole('button', { name: 'Add the trial' }).click();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await tab(page, /^Table/).click();
    const byHand = rows(page).filter({ hasText: 'By hand' }).filter({ hasText: '0.004' });
    await byHand.filter({ hasNotText: 'Waiting' }).waitFor(LONG);

    await page.getByRole('button', { name: 'Stop and train the best again' }).click();
    await state(page, 'Done').waitFor(LONG);
    await page.getByRole('heading', { name: /^Result: trial \d+, [\d.]+ % on fresh seeds$/ }).waitFor();
    await page
      .getByText(/(better than|as good as)/)
      .first()
      .waitFor();
    await axe();
    await screenshot('tuning-done');

    // A brush in a chart: the table follows, and a reload keeps it.
    await tab(page, 'Overview').click();
    const brushed = await brushSome(page);
    await tab(page, /^Table/).click();
    assert.equal(await page.getByRole('grid', { name: 'Trials' }).getAttribute('aria-rowcount'), String(brushed + 1));
    await page.waitForURL(/brush=/);
    await page.reload();
    await page.getByText(new RegExp(`^${brushed} of \\d+ trials? brushed$`)).waitFor();
    await page.getByRole('button', { name: 'Clear the brush' }).click();

    // The best trial: its confusion matrix, and the pictures of a cell.
    await page.keyboard.press('b');
    const best = page.getByRole('complementary');
    const matrix = best.getByRole('grid', { name: /^Confusion matrix/ });
    await matrix.waitFor();
    await matrix
      .getByRole('gridcell', { name: /^[1-9].* predicted correctly/ })
      .first()
      .click();
    await best.getByRole('list', { name: 'Pictures of the chosen cell' }).getByRole('img').first().waitFor();
    await screenshot('tuning-trial');

    // Picture by picture against the preset's own point.
    await best.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByRole('heading', { name: /^A is trial \d+, B is trial \d+$/ }).waitFor();
    await page.getByText(/^McNemar's/).waitFor();
    await page.getByRole('tab', { name: /^Only B is right/ }).waitFor();
    await axe();
    await screenshot('tuning-compare');

    // The winner becomes an ordinary run with its model.
    await page.getByRole('button', { name: 'Train as a run' }).first().click();
    await page.waitForURL(/#\/training\/\d+/);
    await page.getByRole('main').getByText('Done', { exact: true }).waitFor(LONG);
    await page.getByRole('link', { name: 'Model', exact: true }).click();
    await page.getByRole('tab', { name: 'Try' }).waitFor();
    await go('/tuning/1');
    await page.getByRole('link', { name: 'Its run' }).first().waitFor();
  });

  test('sweeps are listed, changed, overlaid, renamed, removed and restored; exported files contain what is shown', async (context) => {
    const { page, go, axe, screenshot } = await browserLab(context);
    await drawDataset(page, go, 10);
    await startFromForm(page, go, { name: 'First', trials: 12, epochs: 8, fresh: 0 });
    await state(page, 'Done').waitFor(LONG);

    // The same switch for the table and the file.
    const pruned = await number(page, 'Pruned');
    assert.ok(pruned > 0, 'ASHA has pruned some');
    assert.equal(await csvRows(page), 12);
    await page.getByRole('switch', { name: /^Show pruned trials/ }).click();
    await tab(page, new RegExp(`^Table ?${12 - pruned}$`)).click();
    assert.equal(await page.getByRole('grid', { name: 'Trials' }).getAttribute('aria-rowcount'), String(13 - pruned));
    assert.equal(await csvRows(page), 12 - pruned);

    // All charts at once.
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const [zip] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'All charts' }).click(),
    ]);
    assert.equal(zip.suggestedFilename(), 'First.zip');

    // It continues with a larger budget, and ends at exactly that number.
    await page.getByRole('button', { name: 'Extend', exact: true }).click();
    const extend = page.getByRole('dialog', { name: 'Extend the sweep' });
    await extend.getByLabel('Trials', { exact: true }).fill('12');
    assert.equal(await extend.getByRole('button', { name: 'Extend' }).isDisabled(), true, 'a budget can only grow');
    await extend.getByLabel('Trials', { exact: true }).fill('15');
    await axe();
    await extend.getByRole('button', { name: 'Extend' }).click();
    await page.getByText('of 15', { exact: true }).waitFor(LONG);
    await state(page, 'Done').waitFor(LONG);
    assert.equal(await number(page, 'Trials'), 15);

    // The space is changed: the trials that are within it are taken over.
    await menu(page, 'First', 'Change the space');
    await page.getByRole('heading', { name: 'Continue from First' }).waitFor();
    await page.getByRole('switch', { name: 'Dropout', exact: true }).click();
    await page.getByLabel('Learning rate: lowest').fill('1');
    await page.getByText('The lowest value 1 is above the highest, 0.09.').first().waitFor();
    assert.equal(await page.getByRole('button', { name: 'Start', exact: true }).isDisabled(), true);
    await axe();
    await screenshot('tuning-change');
    await page.getByLabel('Learning rate: lowest').fill('0.0005');
    await page.getByLabel('Name', { exact: true }).fill('Second');
    await page.getByLabel('Trials', { exact: true }).fill('19');
    await page.getByText(/about [\d,]+ epochs? of training/).waitFor();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('heading', { name: 'Second', level: 1 }).waitFor();
    await page.getByText('Started with the trials of').waitFor();
    await state(page, 'Done').waitFor(LONG);
    assert.equal(await number(page, 'Trials'), 19, 'earlier trials do not count towards its budget');
    await page.getByText(/^of 19, and \d+ earlier$/).waitFor();
    await tab(page, /^Table/).click();
    await rows(page).filter({ hasText: 'Earlier sweep' }).first().waitFor();

    await go('/tuning');
    await page.getByRole('checkbox', { name: 'Choose First to compare it' }).check();
    await page.getByRole('checkbox', { name: 'Choose Second to compare it' }).check();
    await axe();
    await screenshot('tuning-list');
    await page.getByRole('button', { name: 'Compare 2' }).click();
    await page.getByRole('heading', { name: 'Compare sweeps' }).waitFor();
    await page
      .getByText(/Laid over it: First\./)
      .first()
      .waitFor();
    await axe();
    await screenshot('tuning-sweeps-compared');

    await go('/tuning');
    await menu(page, 'Second', 'Rename');
    await page.getByRole('dialog').getByLabel('Name').fill('Third');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('link', { name: 'Third' }).waitFor();
    await menu(page, 'Third', 'Remove');
    await page.getByText('Removed Third.').waitFor();
    await page.getByRole('link', { name: 'Third' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'Third' }).waitFor();
  });
});

/** Number of trials in the CSV file exported from the current page. */
async function csvRows(page: Page): Promise<number> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^CSV/ }).click(),
  ]);
  const lines = readFileSync(await file.path(), 'utf8')
    .trim()
    .split(/\r?\n/);
  return lines.length - 1;
}
