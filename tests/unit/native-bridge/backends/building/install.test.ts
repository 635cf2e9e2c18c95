import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { homeFolder, install, type Recipe } from '../../../../../native-bridge/backends/building/install.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';

test("the home folder is SIGNS_LAB_HOME, or the platform's cache", () => {
  assert.equal(homeFolder({ SIGNS_LAB_HOME: '/x' }, 'linux'), '/x');
  assert.equal(homeFolder({ XDG_CACHE_HOME: '/cache' }, 'linux'), join('/cache', 'signs-lab'));
  assert.equal(homeFolder({ LOCALAPPDATA: '/local' }, 'win32'), join('/local', 'signs-lab'));
  assert.match(homeFolder({}, 'linux'), /\.cache.signs-lab$/);
  assert.match(homeFolder({}, 'darwin'), /Library.Caches.signs-lab$/);
});

/** Installs one file that counts how often it was made. */
function counted(home: string, failure?: Error): Recipe<string> & { made(): number } {
  const target = join(home, 'part');
  let made = 0;
  return {
    target,
    made: () => made,
    read: () => (existsSync(join(target, 'file')) ? readFileSync(join(target, 'file'), 'utf8') : null),
    built: (text) => text,
    async make({ folder }) {
      mkdirSync(join(folder, 'made'));
      writeFileSync(join(folder, 'made', 'file'), String(++made));
      await delay(50);
      if (failure) throw failure;
      return join(folder, 'made');
    },
  };
}

describe('install', () => {
  test('makes it once, for all that ask at the same time', async (t) => {
    const home = join(temporaryFolder(t), 'not', 'there', 'yet');
    const recipe = counted(home);
    assert.deepEqual(await Promise.all([install(recipe), install(recipe), install(recipe)]), ['1', '1', '1']);
    assert.equal(await install(recipe), '1');
    assert.deepEqual(readdirSync(home), ['part']);
  });

  test('force makes it again, in place of the old', async (t) => {
    const recipe = counted(temporaryFolder(t));
    await install(recipe);
    assert.equal(await install(recipe, { force: true }), '2');
  });

  test('a failure leaves what was there, and nothing else', async (t) => {
    const home = temporaryFolder(t);
    await install(counted(home));
    const failing = counted(home, new Error('broken'));
    await assert.rejects(install(failing, { force: true }), /broken/);
    assert.equal(failing.read(), '1');
    assert.deepEqual(readdirSync(home), ['part']);
  });

  test('names a home folder that cannot be made', async (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');
    await assert.rejects(install(counted(join(file, 'home'))), { remedy: /SIGNS_LAB_HOME/ });
  });
});
