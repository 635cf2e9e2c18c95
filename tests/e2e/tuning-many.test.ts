import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { layDownSweep } from '../bench/many-trials.ts';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { importSynthetic, openLabFolder } from '../helpers/lab-folder.ts';
import { brushSome, chart, number, rows, startFromForm, state, tab } from './tuning-lab.ts';

const LONG = { timeout: 120_000 };

/** A lab folder with a dataset and a sweep of that many trials with two objectives. */
async function labWithSweep(trials: number, epochs: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'signs-lab-'));
  const lab = openLabFolder(folder);
  const dataset = await importSynthetic(lab, 10, 4);
  layDownSweep(lab.db, dataset, { trials, epochs, complete: 0.3 });
  lab.close();
  return folder;
}

suite('sweeps of many trials in the page', { skip: WITHOUT_BROWSER }, () => {
  test('1 000 trials of 100 epochs: table, charts, brush and address', async (context) => {
    const folder = await labWithSweep(1000, 100);
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    const { page, go, axe, screenshot } = await browserLab(context, { folder });
    await go('/tuning/1');
    await chart(page, 'History').waitFor();
    await chart(page, 'Intermediate values').waitFor();
    await chart(page, 'Parallel coordinates').waitFor();
    await page
      .getByText(/^1,?000 trials: /)
      .first()
      .waitFor();
    await axe();
    await screenshot('tuning-many');

    // Of a thousand rows only the visible ones exist; the keyboard reaches the last one.
    await tab(page, /^Table/).click();
    const grid = page.getByRole('grid', { name: 'Trials' });
    assert.equal(await grid.getAttribute('aria-rowcount'), '1001');
    assert.ok((await rows(page).count()) < 60, 'rows out of sight do not exist');
    await page
      .getByRole('columnheader', { name: /^Trial/ })
      .getByRole('button')
      .click();
    await page.waitForURL(/sort=number/);
    await grid.focus();
    await page.keyboard.press('End');
    await page.waitForURL(/trial=999/);
    await page.getByRole('complementary', { name: 'Trial 999' }).waitFor();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowUp');
    await page.waitForURL(/trial=(?!999)/);
    await axe();
    await screenshot('tuning-many-table');
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: /^Pruned/ }).click();
    await page.waitForURL(/state=pruned/);
    assert.equal(await rows(page).filter({ hasText: 'Complete' }).count(), 0);

    // The view is stored in the address.
    await page.reload();
    await rows(page).first().waitFor();
    assert.equal(await rows(page).filter({ hasText: 'Complete' }).count(), 0);
    await page.getByRole('switch', { name: /^Show pruned/ }).click();
    await page.waitForURL(/pruned=hide/);
    const complete = await number(page, 'Done');
    assert.equal(complete, 1000, 'the figures count all trials, whatever is shown');

    await tab(page, 'Pareto front').click();
    await chart(page, 'Pareto front').waitFor();
    await axe();
    await screenshot('tuning-pareto');
    for (const [name, title] of [
      ['Slice', 'Slice'],
      ['Contour', 'Contour'],
      ['Rank and spread', 'Distribution of scores'],
      ['Timeline', 'Timeline'],
    ] as const) {
      await tab(page, name).click();
      await page.getByRole('application', { name: new RegExp(`^${title}`) }).waitFor();
      await axe();
    }
    await tab(page, 'Overview').click();
    const brushed = await brushSome(page);
    await tab(page, /^Table/).click();
    await page.getByText(new RegExp(`^${brushed} of \\d+ trials? brushed$`)).waitFor();
  });

  test('on a phone nothing is wider than the screen', async (context) => {
    const folder = await labWithSweep(60, 20);
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    const { page, go, axe, screenshot } = await browserLab(context, { folder, viewport: { width: 390, height: 844 } });
    const paths = [
      '/tuning',
      '/tuning/new?more=1',
      '/tuning/1',
      '/tuning/1?tab=table&trial=3',
      '/tuning/1?tab=compare',
    ];
    for (const [at, path] of paths.entries()) {
      await go(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(800);
      // Trials of this sweep were stored without answers.
      if (path.endsWith('compare')) await page.getByText(/^No answers of trial \d+ are stored\./).waitFor();
      const over = (await page.evaluate(
        "(() => { const { scrollWidth, clientWidth } = document.querySelector('main'); return scrollWidth - clientWidth; })()",
      )) as number;
      assert.equal(over, 0, `${path} is ${over} pixels too wide`);
      await axe();
      await screenshot(`tuning-phone-${at}`);
    }
  });

  test('a run is tuned; two objectives and cross-validation; an unreachable queue is reported with a message', async (context) => {
    const folder = await labWithSweep(1, 1);
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    const { page, go, screenshot } = await browserLab(context, { folder });
    await go('/training/new');
    await page.getByLabel('Epochs', { exact: true }).fill('2');
    await page.getByLabel('Learning rate', { exact: true }).fill('0.005');
    await page.getByLabel('Name', { exact: true }).fill('To be tuned');
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByRole('main').getByText('Done', { exact: true }).waitFor(LONG);
    await page.getByRole('button', { name: 'More about To be tuned' }).click();
    await page.getByRole('menuitem', { name: 'Tune these settings' }).click();
    await page.getByRole('heading', { name: 'Tune To be tuned' }).waitFor();
    // The run's own settings are tried first, and searched around.
    await page.getByText('1. Learning rate 0.005').waitFor();
    assert.equal(await page.getByLabel('Most epochs of a trial').inputValue(), '2');

    await startFromForm(page, go, { name: 'Both', trials: 3, epochs: 2, fresh: 0 }, async () => {
      await page.getByRole('switch', { name: /^Parameters/ }).click();
      await page.getByLabel('Folds', { exact: true }).fill('2');
    });
    await state(page, 'Done').waitFor(LONG);
    await tab(page, 'Pareto front').waitFor();
    await screenshot('tuning-folds');

    await go('/tuning/new?more=1');
    await page.getByLabel('Queue for workers of other machines').fill('redis://:secret@127.0.0.1:1/0');
    await page.getByText(/about [\d,]+ epochs? of training/).waitFor();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /^course on/ }).waitFor();
    await state(page, 'Failed').waitFor(LONG);
    await page.getByRole('alert').first().waitFor();
    assert.equal((await page.locator('body').innerText()).includes('secret'), false, 'the password appears nowhere');
  });
});
