import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { suite, test } from 'node:test';
import type { Page } from 'playwright';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { narrowFaults } from './narrow-page.ts';

/** Creates a drawn dataset of 10 training and 4 test pictures per class with the gallery's dialog. */
async function drawDataset(page: Page, go: (path: string) => Promise<void>): Promise<void> {
  await go('/datasets');
  await page.getByRole('button', { name: 'Draw the synthetic set' }).click();
  const dialog = page.getByRole('dialog', { name: 'Draw a synthetic dataset' });
  await dialog.getByLabel('Training pictures per class').fill('10');
  await dialog.getByLabel('Test pictures per class').fill('4');
  await dialog.getByRole('button', { name: 'Draw' }).click();
  await page.getByRole('tab', { name: /^Pictures/ }).waitFor();
}

async function fill(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value);
}

async function startRun(page: Page, go: (path: string) => Promise<void>, epochs: string, name: string): Promise<void> {
  await go('/training/new');
  await page.getByRole('heading', { name: 'New run' }).waitFor();
  await fill(page, 'Epochs', epochs);
  await fill(page, 'Name', name);
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

const state = (page: Page, words: string) => page.getByRole('main').getByText(words, { exact: true });

/** The compute hosts below the server's process; Linux and macOS. */
function computeHosts(server: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === server && args.join(' ').includes('host/compute'))
    .map(([pid]) => Number(pid));
}

suite('training in the page', { skip: WITHOUT_BROWSER }, () => {
  test('a run is set up, watched, paused, resumed, finished and extended; the queue continues', async (context) => {
    const { page, go, axe, screenshot } = await browserLab(context);
    await go('/training');
    await page.getByRole('heading', { name: 'No run yet' }).waitFor();
    await axe();
    await screenshot('training-empty');
    await drawDataset(page, go);

    await go('/training/new');
    await page.getByRole('heading', { name: 'New run' }).waitFor();
    await page.getByText('1,286 parameters, 60 training pictures.').waitFor();
    await page.getByRole('radio', { name: 'four-block' }).click();
    await page.getByText('52,982 parameters').first().waitFor();
    await page.getByRole('radio', { name: 'course' }).click();
    await page.getByRole('switch', { name: /^All/ }).click();
    // The course had no validation split; any other run has one, on which the threshold for "no sign" is measured.
    const share = page.getByLabel('Validation split, taken from the training pictures');
    await page.getByText(/^This reproduces the course, which had no validation split/).waitFor();
    assert.equal(await share.innerText(), 'None');
    await page.getByRole('radio', { name: 'four-block' }).click();
    assert.equal(await share.innerText(), '15 % of the training pictures');
    await page.getByRole('radio', { name: 'course' }).click();
    assert.equal(await share.innerText(), 'None');
    await axe();
    await screenshot('training-new');

    // An impossible net is explained where it breaks, and cannot be started.
    await page.getByRole('button', { name: 'Layer 7, Flatten' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page
      .getByRole('alert')
      .getByText(/needs flat input.*Put a flatten layer before it/)
      .waitFor();
    assert.equal(await page.getByRole('button', { name: 'Start training' }).isDisabled(), true);
    await axe();
    await screenshot('training-new-broken');
    await page.getByRole('button', { name: 'Undo' }).click();
    await fill(page, 'Learning rate', '11');
    await page.getByText('Learning rate: Enter a number above 0, to 10.').waitFor();
    assert.equal(await share.innerText(), '15 % of the training pictures');
    await fill(page, 'Learning rate', '0.005');
    await fill(page, 'Epochs', '100000');
    await fill(page, 'Name', 'The long one');
    await page.getByRole('button', { name: 'Start training' }).click();

    await page.getByRole('heading', { name: 'The long one', level: 1 }).waitFor();
    await page.getByText('Cost by epoch').waitFor();
    await startRun(page, go, '3', 'The short one');
    await state(page, 'Next in the queue').waitFor();
    await go('/training');
    await page.getByRole('heading', { name: 'Queue' }).waitFor();
    await axe();
    await screenshot('training-queue');

    // Training continues while the page is reloaded.
    await go('/training/1');
    await page.getByText('Cost by epoch').waitFor();
    await page.reload();
    await page.getByText('Cost by epoch').waitFor();
    await screenshot('training-run');
    await page.keyboard.press('p');
    await state(page, 'Paused').waitFor();
    await axe();
    await go('/training/2');
    await state(page, 'Done').waitFor();

    await go('/training/1');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.getByRole('button', { name: 'Stop at the best epoch' }).click();
    await state(page, 'Done').waitFor();
    await axe();
    await screenshot('training-done');

    await go('/training/2');
    await page.getByRole('button', { name: 'More about The short one' }).click();
    await page.getByRole('menuitem', { name: 'Train longer' }).click();
    await page.getByRole('dialog').getByLabel('Total epochs').fill('8');
    await page.getByRole('dialog').getByRole('button', { name: 'Train longer' }).click();
    await page.getByText('of 8', { exact: true }).waitFor();
    await state(page, 'Done').waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByText('Measure every 1').waitFor();
    await axe();
    await screenshot('training-settings');

    // Another run starts from the base: what is taken over is shown beforehand.
    await go('/training/new');
    await page.getByText('The preset course starts from scratch unless you choose otherwise.').waitFor();
    await page.getByLabel('Initial weights', { exact: true }).press('Enter');
    await page.getByRole('option', { name: /^The base/ }).click();
    await page.getByText('Nothing of Base fits: these layers differ from the first one on.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Start training' }).isDisabled(), true);
    await page.getByRole('button', { name: 'Use the layers of Base' }).click();
    await page.getByText(/^All [\d,]+ numbers are taken over from Base\.$/).waitFor();
    await page.getByText('Layer by layer').press('Enter');
    await fill(page, 'Freeze layers', '2');
    const rows = page.getByRole('table', { name: 'Initial weights of every layer' }).getByRole('row');
    await rows.filter({ hasText: 'taken over, frozen' }).first().waitFor();
    assert.match(await rows.last().innerText(), /Dense.*taken over$/s);
    await axe();
    await screenshot('training-start-from');
    await page.setViewportSize({ width: 360, height: 740 });
    assert.deepEqual(await narrowFaults(page), []);
    await page.getByRole('heading', { name: 'Start from' }).scrollIntoViewIfNeeded();
    await screenshot('training-start-from-360');
    await page.setViewportSize({ width: 1280, height: 800 });
    await fill(page, 'Epochs', '1');
    await fill(page, 'Name', 'From the base');
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByRole('heading', { name: 'From the base', level: 1 }).waitFor();
    await state(page, 'Done').waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByText('the base', { exact: true }).waitFor();
  });

  test('if its host is killed the run fails and can be resumed; two tabs show the same', async (context) => {
    const { page, go, open, server, axe, screenshot } = await browserLab(context);
    await drawDataset(page, go);
    await startRun(page, go, '100000', 'Killed');
    await page.getByText('Cost by epoch').waitFor();
    const other = await open();
    await other.evaluate("location.hash = '#/training/1'");
    await other.getByText('Cost by epoch').waitFor();
    const [host] = computeHosts(server.process.pid ?? 0);
    assert.ok(host, 'a compute host trains');
    process.kill(host, 'SIGKILL');
    for (const tab of [page, other]) {
      await state(tab, 'Failed').waitFor();
      await tab.getByText(/The compute host was killed \(SIGKILL/).waitFor();
    }
    await axe();
    await screenshot('training-failed');
    await other.getByRole('button', { name: 'Resume' }).click();
    for (const tab of [page, other]) await tab.getByRole('button', { name: 'Pause' }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await state(other, 'Paused').waitFor();
    await page.getByRole('button', { name: 'More about Killed' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByText('Removed Killed.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'Killed' }).first().waitFor();
  });
});
