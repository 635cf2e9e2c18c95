import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';

suite('augmentation in the page', { skip: WITHOUT_BROWSER }, () => {
  test("every kind is shown on the dataset's own pictures, and a run is trained with these settings", async (context) => {
    const { page, go, axe, screenshot } = await browserLab(context);
    await go('/datasets');
    await page
      .getByRole('button', { name: /synthetic/i })
      .first()
      .click();
    await page.getByLabel('Training pictures per class').fill('6');
    await page.getByLabel('Test pictures per class').fill('2');
    await page.getByRole('button', { name: 'Draw', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Synthetic signs' }).waitFor();
    await go('/training/new?dataset=1');
    await page.getByText('Off: training uses the pictures as they are.').waitFor();
    const pictureOf = (label: string) =>
      page.evaluate(`document.querySelector('[aria-label^="${label}"] canvas').toDataURL()`);
    const drawn = () => pictureOf('12 pictures as training');
    await page.locator('[aria-label^="12 pictures as training"] canvas').first().waitFor();
    const first = await drawn();
    await page.getByRole('button', { name: 'Other pictures' }).click();
    let before = first;
    for (let times = 0; before === first && times < 100; times++) {
      await page.waitForTimeout(50);
      before = await drawn();
    }
    assert.notEqual(before, first, 'other pictures came');

    await page.getByRole('radio', { name: 'camera' }).click();
    await page.getByText(/^On: rotation ±25°, scale up to 1\.28 times, /).waitFor();
    assert.equal(await page.getByLabel('Epochs').inputValue(), '60');
    const camera = await drawn();
    assert.notEqual(camera, before);
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    const rotation = page.getByRole('slider', { name: 'Rotation' });
    await rotation.focus();
    const strip = () => pictureOf('Rotation: ');
    const rotated = await strip();
    for (let i = 0; i < 25; i++) await page.keyboard.press('ArrowLeft');
    await page.locator('[aria-label="Rotation: off, on 5 pictures"]').waitFor();
    assert.notEqual(await strip(), rotated);
    await axe();
    await screenshot('augmentation');

    // The preset's half of drawn hands and twentieth of rooms, next to what the validation split leaves of 36 pictures.
    await page
      .getByText('About 34 drawn hands and 3 rooms without a hand next to 31 pictures in every epoch.')
      .waitFor();
    await page.getByRole('img', { name: '12 drawn hands' }).waitFor();
    await page.getByRole('img', { name: '3 drawn rooms without a hand' }).waitFor();
    await page.getByRole('button', { name: 'Change the shares' }).click();
    await page.getByRole('slider', { name: 'Drawn hands' }).focus();
    // With a twentieth of rooms, nine tenths of hands leave a twentieth for the pictures.
    await page.keyboard.press('End');
    await page
      .getByText('About 558 drawn hands and 31 rooms without a hand next to 31 pictures in every epoch.')
      .waitFor();
    await page.keyboard.press('Home');
    await page.getByText('About 2 rooms without a hand next to 31 pictures in every epoch.').waitFor();
    await page.getByRole('slider', { name: 'Rooms without a hand' }).focus();
    await page.keyboard.press('Home');
    await page.getByText('Off: only the pictures of the dataset are trained on.').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('img', { name: '2 drawn rooms without a hand' }).waitFor();
    await axe();
    await screenshot('drawn-pictures');

    await page.getByLabel('Epochs', { exact: true }).fill('2');
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByRole('heading', { level: 1, name: 'camera on Synthetic signs' }).waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('definition').getByText('Scale up to 1.28 times').waitFor();
    await page.getByText('Done').first().waitFor();
  });
});
