/** Common steps of the browser tests of the Tuning room. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright';

/** Creates a drawn dataset of `train` training and 4 test pictures per class with the gallery's dialog. */
export async function drawDataset(page: Page, go: (path: string) => Promise<void>, train: number): Promise<void> {
  await go('/datasets');
  await page.getByRole('button', { name: 'Draw the synthetic set' }).click();
  const dialog = page.getByRole('dialog', { name: 'Draw a synthetic dataset' });
  await dialog.getByLabel('Training pictures per class').fill(String(train));
  await dialog.getByLabel('Test pictures per class').fill('4');
  await dialog.getByRole('button', { name: 'Draw' }).click();
  await page.getByRole('tab', { name: /^Pictures/ }).waitFor();
}

interface Plan {
  readonly name: string;
  readonly trials: number;
  readonly epochs: number;
  /** Trials that are trained again. */
  readonly fresh: number;
}

/** Starts a sweep with the settings of the form's second half. */
export async function startFromForm(
  page: Page,
  go: (path: string) => Promise<void>,
  plan: Plan,
  /** Further changes to the form. */
  more = async () => {},
): Promise<void> {
  await go('/tuning/new?more=1');
  const fill = (label: string, value: string | number) => page.getByLabel(label, { exact: true }).fill(String(value));
  await fill('Name', plan.name);
  await fill('Trials', plan.trials);
  await fill('Most epochs of a trial', plan.epochs);
  await fill('Best trials trained again', plan.fresh);
  await more();
  await page.getByText(/about [\d,]+ epochs? of training/).waitFor();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('heading', { name: plan.name, level: 1 }).waitFor();
}

export const tab = (page: Page, name: string | RegExp): Locator => page.getByRole('tab', { name });
/** A chart by its title. */
export const chart = (page: Page, title: string): Locator =>
  page.getByRole('application', { name: new RegExp(`^${title}\\.`) });
/** Rows of the table of trials, without its header. */
export const rows = (page: Page): Locator =>
  page
    .getByRole('grid', { name: 'Trials' })
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell') });

/** The sweep's own state, next to its settings. */
export const state = (page: Page, words: string): Locator => page.locator('.about').getByText(words, { exact: true });

/** The number below a label of the sweep's figures. */
export async function number(page: Page, label: string): Promise<number> {
  const figure = page.locator('.stat').filter({ has: page.getByText(label, { exact: true }) });
  const text = await figure.first().locator('strong').innerText();
  return Number(text.replaceAll(',', ''));
}

/** Focuses a trial in the history with the keyboard. @returns the trial */
export async function focusFirst(page: Page): Promise<number> {
  await chart(page, 'History').focus();
  await page.keyboard.press('Home');
  await page.waitForURL(/trial=\d+/);
  return Number(/trial=(\d+)/.exec(page.url())?.[1]);
}

/** Drags a rectangle over the right half of the history. @returns how many trials are in it */
export async function brushSome(page: Page): Promise<number> {
  const stage = chart(page, 'History');
  await stage.scrollIntoViewIfNeeded();
  const box = await stage.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 4, box.y + box.height - 30, { steps: 6 });
  await page.mouse.up();
  const words = page.getByText(/^\d+ of \d+ trials? brushed$/);
  await words.waitFor();
  const count = Number.parseInt(await words.innerText(), 10);
  assert.ok(count > 0, 'the rectangle has trials in it');
  return count;
}
