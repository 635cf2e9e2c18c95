import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Outgoing, whole } from '../../../../datasets/export/outgoing.ts';
import { intoZip } from '../../../../datasets/export/sinks.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const MIB = 2 ** 20;

test('a zip of many files is written without holding those that are written', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = () => {
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const [before, files] = [held(), 200];
  let most = 0;
  async function* many(): Outgoing {
    for (let i = 0; i < files; i++) {
      yield whole(`${i}.bin`, new Uint8Array(MIB).fill(i));
      if (i % 50 === 49) most = Math.max(most, held() - before);
    }
  }
  let bytes = 0;
  await intoZip(join(temporaryFolder(t), 'many.zip'), many(), (written) => {
    bytes += written;
  });
  assert.equal(bytes, files * MIB);
  assert.ok(most > 0 && most < 100 * MIB, `${(most / MIB).toFixed(0)} MiB were held while ${files} were written`);
});

test('what stops the writing is what is reported', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'taken.zip'));
  async function* some(): Outgoing {
    for (let i = 0; i < 3; i++) yield whole(`${i}.bin`, new Uint8Array(MIB));
  }
  await assert.rejects(
    intoZip(join(folder, 'taken.zip'), some(), () => {}),
    { code: 'EEXIST' },
  );
  async function* failing(): Outgoing {
    yield whole('0.bin', new Uint8Array(MIB));
    throw new Error('no more pictures');
  }
  await assert.rejects(
    intoZip(join(folder, 'new.zip'), failing(), () => {}),
    /no more pictures/,
  );
});
