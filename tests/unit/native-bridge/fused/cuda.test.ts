import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  buildFatbin,
  FATBIN,
  type FatbinRecord,
  hashOf,
  nvccVersion,
  RECORD,
  sourcesHash,
} from '../../../../native-bridge/fused/cuda/build.ts';

const record = JSON.parse(readFileSync(RECORD, 'utf8')) as FatbinRecord;
const again = 'run npm run cuda where nvcc is';

test('kernels.fatbin was built from the current sources', () => {
  assert.equal(record.sources, sourcesHash(), `the sources have changed: ${again}`);
  assert.equal(record.fatbin, hashOf(readFileSync(FATBIN)), `kernels.fatbin is another: ${again}`);
});

const here = nvccVersion();
const skip = here === record.nvcc ? false : `nvcc ${record.nvcc} made it; here is ${here ?? 'none'}`;
test('nvcc makes the same file again', { skip }, () => assert.equal(hashOf(buildFatbin()), record.fatbin, again));
