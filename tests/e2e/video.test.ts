import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { clip, WITHOUT_FFMPEG } from '../helpers/clips.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { liveLab } from './live-lab.ts';

suite('video files in the page', { skip: WITHOUT_BROWSER || WITHOUT_FFMPEG }, () => {
  test('a video is recognised and saved as a recording; its frames are added to a dataset as one session', async (context) => {
    const { folder, video, played } = await liveLab(context, { pictures: 4, seconds: 1 });
    const files = temporaryFolder(context);
    const at = (name: string) => join(files, name);
    // Of the 120 frames at 30 per second: 40 at 10 per second, the fourth second with every other one of them.
    const frames = ['-framerate', '30', '-i', video, '-vf', "select='not(mod(n,3))*(lt(n,90)+not(mod(n,2)))'"];
    clip(...frames, '-fps_mode', 'vfr', '-c:v', 'libvpx', '-b:v', '3M', '-g', '5', at('signs.webm'));
    clip('-i', at('signs.webm'), at('signs.gif'));
    clip('-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'libopus', at('sound.webm'));
    const moving = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=30:duration=60'];
    clip(...moving, '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', at('long.webm'));
    const bytes = readFileSync(at('signs.webm'));
    writeFileSync(at('cut.webm'), bytes.subarray(0, bytes.length >> 1));
    writeFileSync(at('notes.mp4'), 'no video');

    const { page, go, axe, screenshot } = await browserLab(context, { folder });
    const choose = (name: string) => page.locator('input[type=file]').setInputFiles(at(name));

    await go('/live/recordings');
    await page.getByRole('link', { name: 'Open a video' }).click();
    await page.getByRole('button', { name: 'Choose a video' }).waitFor();
    await axe();
    await choose('notes.mp4');
    await page.getByText('notes.mp4 cannot be decoded by this browser.').waitFor();
    await page.getByText('ffmpeg -i "notes.mp4" -c:v libvpx-vp9 converted.webm').waitFor();
    await choose('sound.webm');
    await page.getByText(/sound\.webm has no usable video/).waitFor();
    for (const name of ['signs.webm', 'signs.gif']) {
      await go('/live/video');
      await choose(name);
      await page.getByRole('heading', { level: 1, name: new RegExp(`^${name}, `) }).waitFor();
      await page.getByText(/^35 frames, 3\.8 s$/).waitFor();
      const shown = await page.getByRole('table', { name: 'Recognised signs, by time span' }).innerText();
      for (const { label } of played)
        assert.match(shown, new RegExp(`\\n\\s*${label}\\b|\\t${label}\\b`), `${name}: ${shown}`);
    }
    await screenshot('video-replay');
    await go('/live/video');
    await choose('cut.webm');
    await page
      .getByText(/cut\.webm has no frames after [\d.]+ s of [\d.]+ s: it is truncated or damaged there/)
      .waitFor();
    await page.getByRole('heading', { level: 1, name: /^cut\.webm, / }).waitFor();

    // Cancelled: nothing is kept.
    await go('/live/video');
    await choose('long.webm');
    await page.getByText(/^[1-9]\d* frames?, [1-9]\d* %$/).waitFor();
    await page.getByRole('progressbar', { name: 'Recognising the video' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Choose a video' }).waitFor();
    await go('/live/recordings');
    await page.getByRole('row', { name: /^cut\.webm, / }).waitFor();
    await page.getByRole('row', { name: /^long\.webm/ }).waitFor({ state: 'detached' });

    await go('/live/capture?dataset=1');
    await page.getByRole('link', { name: 'From a video' }).click();
    await choose('signs.webm');
    await page.getByRole('textbox', { name: 'Frames per second' }).fill('10');
    await page.getByRole('textbox', { name: 'To' }).fill('0.95');
    await page.getByRole('button', { name: /^Take pictures of/ }).click();
    // The same picture ten times: only the first passes the gate.
    await page.getByText(/\b10 frames looked at, 1 kept\./).waitFor();
    await page.getByText('Rejected frames, and why').click();
    await page.getByText('9 the same as the last one: move a little').waitFor();
    await page.getByRole('combobox', { name: 'Sign in the video' }).click();
    await page.getByRole('option').nth(1).click();
    await page.getByRole('textbox', { name: 'From' }).fill('1');
    await page.getByRole('textbox', { name: 'To' }).fill('');
    await page.getByRole('button', { name: /^Take pictures of/ }).click();
    await page.getByText(/\b25 frames looked at, [34] kept\./).waitFor();
    await axe();
    await screenshot('capture-video');
    await go('/live/capture?dataset=1');
    // One session named after the file, with pictures of both classes.
    const row = page.getByRole('row', { name: /^signs\.webm 1 [34]/ });
    await row.waitFor();
    assert.equal(await row.count(), 1);
  });
});
