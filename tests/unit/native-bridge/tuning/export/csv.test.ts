import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trialsAsCsv } from '../../../../../native-bridge/tuning/export/csv.ts';
import { EVERY_STATE, TWO_OBJECTIVES } from './sweep-of-every-state.ts';

test('one row per trial, quoted where needed, and empty cells for missing values', () => {
  const lines = trialsAsCsv(EVERY_STATE, { pruned: true }).split('\r\n');
  assert.deepEqual(lines, [
    'number,state,validationAccuracy,epochs,seconds,origin,learningRate,optimizer,momentum,batchNorm,filters',
    '0,complete,0.5,2,0.5,default,0.5,adamW,,false,6',
    '1,complete,0.75,3,0.75,sampler,0.005,adam,,true,8',
    '2,pruned,0.25,1,0.25,sampler,0.02,"sgd, plain",0.3,true,12',
    '3,diverged,,2,0.5,sampler,0.0025,adam,,true,8',
    '4,impossible,,0,0,sampler,0.002,adam,,true,8',
    '5,failed,,0,0,sampler,0.0016666666666666668,adam,,true,8',
    '6,running,0.5,1,0.25,sampler,0.0014285714285714286,adam,,true,8',
    '7,waiting,,0,0,guess,0.00125,adam,,true,8',
    '',
  ]);
});

test('pruned trials are hidden on request; two objectives are two columns; quotes are doubled', () => {
  const rows = trialsAsCsv(EVERY_STATE, { pruned: false }).trimEnd().split('\r\n').slice(1);
  assert.deepEqual(
    rows.map((row) => row.split(',')[0]),
    ['0', '1', '3', '4', '5', '6', '7'],
  );
  assert.match(
    trialsAsCsv(TWO_OBJECTIVES, { pruned: true }),
    /^number,state,validationLoss,latency,epochs,.*\r\n0,complete,0.4,0.001,2/,
  );
  const space = { 'a"b\nc': { kind: 'int', low: 0, high: 1 } } as const;
  assert.match(trialsAsCsv({ ...EVERY_STATE, space }, { pruned: true }), /,origin,"a""b\nc"\r\n/);
});

test('trials are in the order of their numbers', () => {
  const turned = { ...EVERY_STATE, trials: EVERY_STATE.trials.toReversed() };
  assert.equal(trialsAsCsv(turned, { pruned: true }), trialsAsCsv(EVERY_STATE, { pruned: true }));
});
