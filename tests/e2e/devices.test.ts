import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { BugReport } from '../../main/ipc/schemas/bug-report.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';

suite('devices in the page', { skip: WITHOUT_BROWSER }, () => {
  test('every backend is listed with its availability or the reason, and its speed', async (context) => {
    const { page, go, axe, screenshot } = await browserLab(context);
    await go('/devices');
    const backends = page.getByRole('region', { name: 'Backends' });
    await backends.getByRole('heading', { name: 'fused-wasm' }).waitFor();
    // The same rows as `signs-lab doctor`: every backend of the table, each available, buildable or with its reason.
    const items = await backends.getByRole('listitem').all();
    assert.equal(items.length, BACKENDS.length);
    for (const item of items)
      assert.match(await item.innerText(), /Available|Built on first use|Not available[\s\S]*\w{3}/);
    await page.getByText('Nothing has been measured yet').waitFor();
    await axe();
    await screenshot('devices-first');

    await page.getByRole('button', { name: 'Measure fused-wasm' }).click();
    await page
      .getByRole('img', { name: /^fused-wasm trains course at [\d.,]+ images per second/ })
      .waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'Show as table' }).click();
    const row = page.getByRole('row', { name: /fused-wasm/ });
    assert.match(await row.innerText(), /[1-9]/);
    await page.getByRole('button', { name: 'Show as chart' }).click();
    await axe();
    await screenshot('devices-measured');

    const downloaded = page.waitForEvent('download', { timeout: 120_000 });
    await page.getByRole('button', { name: 'Save a report' }).click();
    const file = await downloaded;
    assert.match(file.suggestedFilename(), /^signs-lab-report-.*\.json$/);
    const { backends: reported, speeds } = BugReport.parse(JSON.parse(readFileSync(await file.path(), 'utf8')));
    assert.deepEqual([reported.length, speeds[0]?.backend], [BACKENDS.length, 'fused-wasm']);
    await screenshot('devices-report');

    // Stored by the lab: another page shows it too.
    await page.reload();
    await page.getByRole('img', { name: /^fused-wasm trains course/ }).waitFor();
  });
});
