import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { trainedLab } from './evaluation-lab.ts';

suite('two runs compared, and the course reproduced, in the page', { skip: WITHOUT_BROWSER }, () => {
  test('a sentence says which of two is better, and on which pictures', async (context) => {
    const { folder, runs } = await trainedLab(context, [3, 4]);
    const { page, go, axe, screenshot } = await browserLab(context, { folder });
    await go(`/evaluation/compare?runs=${runs.map(({ run }) => run)}`);
    await page.getByText(/^Of 120 pictures, only A gets \d+ right and only B \d+\./).waitFor();
    await page.getByText(/McNemar's .*test.*p = /).waitFor();
    // The counts of right answers add up to each run's own accuracy.
    const [onlyA, onlyB, both, neither] = await Promise.all(
      ['Only A right', 'Only B right', 'Both right', 'Both wrong'].map(async (label) =>
        Number(await page.locator('.stat', { hasText: label }).locator('strong').textContent()),
      ),
    );
    const [a, b] = runs.map(({ done }) => Math.round((done.testAccuracy ?? 0) * 120));
    assert.deepEqual([onlyA! + both!, onlyB! + both!, onlyA! + onlyB! + both! + neither!], [a, b, 120]);
    // They were started with the same settings except the seed.
    const differences = page.getByRole('table', { name: 'Settings in which the two runs differ' });
    assert.deepEqual(await differences.getByRole('row').allTextContents(), ['SettingAB', 'Seed34']);
    await axe();
    await screenshot('evaluation-compare');
    await page.getByRole('tab', { name: /Both are wrong/ }).click();
    const wrong = page.getByRole('link', { name: /^Picture \d+ true/ });
    await wrong.first().waitFor();
    assert.equal(await wrong.count(), Math.min(neither!, 60));
    await wrong.first().click();
    await page.getByRole('region', { name: /^Picture \d+$/ }).waitFor();
    await page.getByText(/The answers of 2 models on this test split were viewed/).waitFor();
  });

  test('one button trains the seeds and draws their range', async (context) => {
    const { folder } = await trainedLab(context, []);
    const { page, go, axe, screenshot } = await browserLab(context, { folder });
    await go('/evaluation/reproduce');
    await page.getByLabel('Seeds').fill('3');
    await page.getByLabel('Epochs').fill('2');
    await page.getByRole('button', { name: 'Reproduce the course' }).click();
    await page.getByText('0 of 3 runs ended').waitFor();
    await page.getByText(/The published test accuracy, 78\.3 %, is .* the band of 3 runs/).waitFor();
    await page.getByRole('img', { name: /published train accuracy, 94\.1 %/ }).waitFor();
    const table = page.getByRole('table', { name: 'Runs of this reproduction' });
    assert.equal(await table.getByRole('row').count(), 4);
    await page.getByRole('img', { name: /Cost by epoch: median/ }).waitFor();
    await page.reload();
    await page
      .getByText(/is .* the band of 3 runs/)
      .first()
      .waitFor();
    await axe();
    await screenshot('evaluation-reproduce');
  });
});
