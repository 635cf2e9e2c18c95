import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildPage } from '../../renderer/build.ts';
import { browserLab, startServer, WITHOUT_BROWSER } from '../helpers/browser.ts';

suite('the shell of the page', { skip: WITHOUT_BROWSER }, () => {
  test('an empty lab says what to do first', async (context) => {
    const { page, axe, screenshot } = await browserLab(context, { viewport: { width: 1024, height: 640 } });
    await page.getByRole('heading', { name: 'Train on the synthetic set now' }).waitFor();
    await page.getByRole('button', { name: 'Train now' }).waitFor();
    const camera = page.getByRole('link', { name: 'Open the camera' });
    assert.equal(await camera.getAttribute('href'), '#/live/capture');
    await page.getByRole('button', { name: 'Choose HDF5 files' }).waitFor();
    await page.getByRole('button', { name: 'Choose a model' }).waitFor();
    assert.equal(await page.title(), 'Home - Signs Lab');
    await axe();
    await screenshot('home-first');
  });

  test('everything can be reached with the keyboard, and ? lists the shortcuts', async (context) => {
    const { page, axe, screenshot } = await browserLab(context);
    await page.keyboard.press('g');
    await page.keyboard.press('v');
    await page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.getByText('Go to Devices').waitFor();
    await axe();
    await screenshot('help');
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.reload();
    await page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'Skip to the content' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate('document.activeElement.id'), 'content');
    await page.getByText(/^Version \d+\.\d+\.\d+, Node/).waitFor();
    await page.getByRole('button', { name: 'Licences' }).press('Enter');
    const licences = page.getByRole('dialog', { name: 'Licences' });
    await licences.getByText('This lab runs from its sources').waitFor();
    await axe();
    await screenshot('licences');
    await page.keyboard.press('Escape');
    await licences.waitFor({ state: 'hidden' });
  });

  test('the theme is stored by the lab and the same in two tabs', async (context) => {
    const { page, open } = await browserLab(context);
    const other = await open();
    const ground = 'getComputedStyle(document.body).backgroundColor';
    const before = await other.evaluate(ground);
    await page.getByRole('button', { name: /^Theme: system/ }).click();
    await page.getByRole('button', { name: /^Theme: light/ }).click();
    await other.getByRole('button', { name: /^Theme: dark/ }).waitFor();
    assert.notEqual(await other.evaluate(ground), before);
    await page.reload();
    await page.getByRole('button', { name: /^Theme: dark/ }).waitFor();
  });

  test('the language is that of the system, can be changed without losing the screen, and is remembered', async (context) => {
    const { page, go, open, axe, screenshot } = await browserLab(context, { locale: 'zh-CN' });
    const fetched = (language: string) =>
      page.evaluate(
        `performance.getEntriesByType('resource').filter(({ name }) => /\\/${language}-[^/]*\\.js$/.test(name)).length`,
      );
    assert.equal(await page.evaluate('document.documentElement.lang'), 'zh-CN');
    assert.equal(await page.title(), '主页 - Signs Lab');
    assert.ok(Number(await fetched('zh-CN')) > 0);
    assert.equal(await fetched('en'), 0, 'English is not fetched if it is not shown');
    await axe();
    await screenshot('home-first-chinese');
    // What the lab's processes report, too.
    await go('/devices');
    await page.getByText('通过 WebGPU 没有找到 GPU。').or(page.getByText('软件适配器')).first().waitFor();
    await screenshot('devices-chinese');
    await go('/');
    await page.evaluate("document.querySelector('h1').dataset.same = 'yes'");
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('navigation', { name: 'Lab' }).waitFor();
    assert.equal(await page.evaluate('document.documentElement.lang'), 'en');
    assert.equal(await page.title(), 'Home - Signs Lab');
    assert.equal(
      await page.evaluate("document.querySelector('h1').dataset.same"),
      'yes',
      'the screen was not created again',
    );
    // Another window gets it from main, this one from its own storage.
    await (await open()).getByRole('button', { name: '简体中文' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: '简体中文' }).waitFor();
    assert.equal(await fetched('zh-CN'), 0, 'only the chosen language is fetched');
  });

  test('an unknown address says so', async (context) => {
    const { page, go, axe } = await browserLab(context);
    await go('/nowhere');
    await page.getByRole('heading', { name: 'There is no such page', level: 1 }).waitFor();
    await axe();
  });

  test('a lost connection is reported, and the page continues when the lab is back', async (context) => {
    const { page, server, allow, axe, screenshot } = await browserLab(context);
    allow(/WebSocket connection|ERR_CONNECTION_REFUSED/);
    await page.getByRole('heading', { name: 'Train on the synthetic set now' }).waitFor();
    await server.stop();
    await page.getByText('The connection to the lab is lost.').waitFor();
    await axe();
    await screenshot('connection-lost');
    const again = await startServer(server.folder, ['--port', new URL(server.url).port]);
    context.after(() => again.stop());
    // The new lab has its own token: until then it refuses this page.
    const door = await page.context().newPage();
    await door.goto(again.url);
    // Or the page has reconnected by itself meanwhile, and the button is gone.
    await page
      .getByRole('button', { name: 'Try now' })
      .click({ timeout: 3000 })
      .catch(() => {});
    await page.getByText('The connection to the lab is lost.').waitFor({ state: 'hidden' });
  });

  test('the page is small: 100 KB of JavaScript for the first screen, 500 KB for all rooms but Learn, 300 KB for Learn, compressed, built once', async (context) => {
    const { page } = await browserLab(context);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const sent = (await page.evaluate(`
      performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)
    `)) as number;
    assert.ok(sent > 10_000 && sent < 100_000, `${sent} bytes of JavaScript for the first screen`);
    const { gzippedScriptBytes, gzippedLearnBytes } = await buildPage();
    assert.ok(gzippedScriptBytes < 500_000, `${gzippedScriptBytes} bytes of JavaScript in all rooms but Learn`);
    assert.ok(gzippedLearnBytes < 300_000, `${gzippedLearnBytes} bytes of JavaScript in Learn`);
    assert.equal((await buildPage()).fresh, false);
  });
});
