import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseReport } from '../../../../main/services/peers.ts';

const report = {
  ...{ peer: 'pytorch-eager', version: 'PyTorch 2.13.0', form: 'contiguous', epochSeconds: [0.5], costs: [2, 1] },
  ...{ checkCosts: null, testAccuracy: 0.5 },
};

test('a report is the last line that a program prints', () => {
  assert.deepEqual(parseReport('pytorch-eager', `a library's word\n${JSON.stringify(report)}\n`), report);
});

test('a line that is not a report of that peer is refused with the peer’s name', () => {
  const wrong = [
    '',
    'nothing',
    '{"peer":',
    JSON.stringify({ ...report, peer: 'pytorch-compiled' }),
    JSON.stringify({ ...report, epochSeconds: [] }),
    JSON.stringify({ ...report, extra: 1 }),
    JSON.stringify(report).replace('[2,1]', '[NaN,1]'), // as Python prints it
  ];
  for (const said of wrong) {
    assert.throws(() => parseReport('pytorch-eager', said), { name: 'PythonError', message: /pytorch-eager printed/ });
  }
});
