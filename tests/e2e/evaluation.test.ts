import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { trainedLab } from './evaluation-lab.ts';

suite('evaluation in the page', { skip: WITHOUT_BROWSER }, () => {
  test('a lab without models says what to do first', async (context) => {
    const { page, go, axe, screenshot } = await browserLab(context);
    await go('/evaluation');
    await page.getByRole('heading', { name: 'No model yet' }).waitFor();
    await axe();
    await screenshot('evaluation-empty');
    await go('/evaluation/compare');
    await page.getByRole('heading', { name: 'Nothing to compare yet' }).waitFor();
    await axe();
    await go('/evaluation/reproduce');
    await page.getByRole('heading', { name: 'No dataset yet' }).waitFor();
    await axe();
  });

  test('the matrix agrees with the run, and its cells lead to their pictures by keyboard', async (context) => {
    const { folder, runs } = await trainedLab(context, [3]);
    const { page, go, axe, screenshot } = await browserLab(context, { folder });
    await go('/evaluation');
    // The run's own result, computed independently by the training host.
    const right = Math.round((runs[0]?.done.testAccuracy ?? 0) * 120);
    await page.getByText(`${right} of 120 right`).waitFor();
    const grid = page.getByRole('grid', { name: /Confusion matrix/ });
    const counts = (await grid.getByRole('gridcell', { name: /of class/ }).allTextContents()).map(Number);
    assert.equal(counts.length, 36);
    assert.equal(sum(counts), 120);
    assert.equal(sum(counts.filter((_, at) => at % 7 === 0)), right);
    await axe();
    await screenshot('evaluation');

    await grid.locator('[tabindex="0"]').focus();
    const wrong = counts.findIndex((count, at) => at % 7 !== 0 && count > 0);
    for (let row = 0; row <= Math.floor(wrong / 6); row++) await page.keyboard.press('ArrowDown');
    for (let column = 0; column <= wrong % 6; column++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page
      .getByRole('heading', { name: `Pictures: true ${Math.floor(wrong / 6)}, predicted ${wrong % 6}` })
      .waitFor();
    assert.equal(await page.getByRole('button', { name: /wrong true/ }).count(), counts[wrong]);
    await page.reload();
    await page
      .getByRole('heading', { name: `Pictures: true ${Math.floor(wrong / 6)}, predicted ${wrong % 6}` })
      .waitFor();

    await page.getByRole('tab', { name: 'Classes' }).click();
    await page.getByRole('columnheader', { name: 'Recall' }).waitFor();
    await screenshot('evaluation-classes');
    await page.getByRole('tab', { name: 'Calibration' }).click();
    await page.getByText(/^Mean confidence .* accuracy /).waitFor();
    await axe();
    await screenshot('evaluation-calibration');
  });

  test('a frozen test split is evaluated only after confirmation', async (context) => {
    const { folder } = await trainedLab(context, [3], { testFrozen: true });
    const { page, go, axe, screenshot } = await browserLab(context, { folder, viewport: { width: 1024, height: 640 } });
    await go('/evaluation');
    await page.getByText(/This test split is frozen/).waitFor();
    assert.equal(await page.getByText(/of 120 right/).count(), 0);
    await axe();
    await page.getByRole('button', { name: 'Show it anyway' }).click();
    await page.getByText(/of 120 right/).waitFor();
    await page.keyboard.press('j');
    await page.getByText(/The test split is frozen: unfreeze it/).waitFor();
    await axe();
    await screenshot('evaluation-frozen-1024');
  });

  test('an error is inspected, relabelled, undone and excluded with the keyboard only', async (context) => {
    const { folder, runs, dataset } = await trainedLab(context, [3]);
    const { page, go, axe, screenshot } = await browserLab(context, { folder });
    const right = Math.round((runs[0]?.done.testAccuracy ?? 0) * 120);
    await go(`/evaluation?model=${runs[0]?.done.model}&dataset=${dataset}&split=test`);
    await page.getByText(`${120 - right} of 120`, { exact: true }).waitFor();
    await page.keyboard.press('j');
    const panel = page.getByRole('region', { name: /^Picture \d+$/ });
    await panel.getByText(`1 of ${120 - right}`).waitFor();
    await panel.getByText(/by the features that enter the last layer/).waitFor();
    const nearest = panel.getByRole('link', { name: /^Training picture/ });
    await nearest.nth(7).waitFor();
    assert.equal(await nearest.count(), 8);
    await axe();
    await screenshot('evaluation-picture');

    // Its label becomes the model's answer: it is no longer an error.
    const name = await panel.getByRole('heading', { level: 2 }).textContent();
    const said = /predicted (\d)/.exec((await panel.textContent()) ?? '')?.[1] ?? '';
    await page.keyboard.press(said);
    await page.getByText(`Relabelled picture ${name?.split(' ')[1]} as ${said}.`).waitFor();
    await page.getByText(`${right + 1} of 120 right`).waitFor();
    await panel.getByText('not in the list').waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText(`${right} of 120 right`).waitFor();
    await panel.getByText(`1 of ${120 - right}`).waitFor();

    await page.keyboard.press('x');
    await page.getByText(`${right} of 119 right`).waitFor();
    assert.notEqual(await panel.getByRole('heading', { level: 2 }).textContent(), name);
    await page.keyboard.press('Control+z');
    await page.getByText(`${right} of 120 right`).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('grid', { name: /Confusion matrix/ }).waitFor();
  });
});

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
