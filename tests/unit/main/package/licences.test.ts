/** What the app ships, and under which licences: the real packages of this repository, and invented ones that are refused. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { licencesText } from '../../../../main/package/licences/licences-text.ts';
import { checkLicences } from '../../../../main/package/licences/policy.ts';
import { installedPackages, type Shipped } from '../../../../main/package/licences/shipped.ts';

const ROOT = join(import.meta.dirname, '../../../..');

describe('the licences of what is shipped', () => {
  test('every package that the app installs has an allowed licence and is listed with its text', async () => {
    const shipped = await installedPackages(ROOT);
    checkLicences(shipped);
    const of = (name: string) => shipped.find((one) => one.name === name);
    assert.match(of('zod')?.text ?? '', /MIT License[\s\S]*Colin McDonnell/);
    assert.match(of('@imagemagick/magick-wasm')?.text ?? '', /Apache License[\s\S]*ImageMagick/);
    assert.equal(of('onnxruntime-node')?.text, undefined, 'its README is not a licence');
    // Packages that only build or test the app are not in it.
    assert.equal(of('playwright'), undefined);
    const text = licencesText('MIT of the lab', shipped, ['MIT of ONNX Runtime']);
    assert.match(text, /^onnxruntime-node \d+\.\d+\.\d+: MIT$/m);
    assert.match(text, /GNU LESSER GENERAL PUBLIC LICENSE/, 'libvips names it without including its text');
    assert.equal(text.match(/Colin McDonnell/g)?.length, 1);
  });

  test('a package that may not be shipped stops the build, which names it', () => {
    const of = (name: string, licence: string): Shipped => ({ name, version: '1.0.0', licence });
    const mixed = [
      ...[of('free', '(GPL-2.0 OR MIT)'), of('viral', 'GPL-3.0-only'), of('both', 'MIT AND AGPL-3.0-only')],
      ...[of('paid', 'SEE LICENSE IN EULA.txt'), of('silent', 'UNKNOWN')],
    ];
    assert.throws(
      () => checkLicences(mixed),
      ({ message }: Error) =>
        ['viral 1.0.0: GPL-3.0-only', 'both 1.0.0', 'paid 1.0.0', 'silent 1.0.0: UNKNOWN'].every((line) =>
          message.includes(line),
        ) && !message.includes('free'),
    );
  });
});
