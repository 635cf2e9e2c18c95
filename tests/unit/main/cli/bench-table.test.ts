import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchTable } from '../../../../main/cli/bench-table.ts';
import type { Comparison } from '../../../../main/services/bench-comparison.ts';

const figures = {
  ...{ epochSeconds: { median: 0.5, min: 0.4, max: 0.6 }, spread: 0.4, imagesPerSecond: 2160 },
  ...{ toSlowest: 2, toTensorflow: 2 },
};
const kernels = {
  ...{ threads: 2, peak: 98.34e9, firstConvolution: 60e9, forwardSeconds: 0.002, stepSeconds: 0.005 },
  ...{ share: 0.61, stepToForward: 2.5 },
  stages: [
    {
      ...{ name: 'conv 3x3 16 > 32 at 32x32', forwardSeconds: 0.001, backwardSeconds: 0.002 },
      ...{ multiplyAdds: 9.834e7, bytes: 6e6 },
    },
  ],
};
const peer = { peer: 'pytorch-eager', version: 'PyTorch 2.13.0', form: 'channels_last', ...figures, costs: [2, 1] };
const comparison: Comparison = {
  ...{ preset: 'course', pictures: { train: 1080, test: 120 } },
  rows: [{ backend: 'tensorflow', device: 'CPU', ...figures, toTensorflow: null, costs: [2, 1], kernels }],
  peers: [
    { ...peer, agreement: { with: 'tensorflow', epochs: 2, furthest: 4.2e-8, agrees: true } },
    { ...peer, agreement: { with: 'tensorflow', epochs: 2, furthest: 0.5, agrees: false } },
    { peer: 'pytorch-compiled', skipped: 'No compiler.', remedy: 'Install g++.' },
  ],
};

test('one line for each backend and peer that ran, under a heading', () => {
  const lines = benchTable(comparison, 10);
  assert.equal(lines[0], 'course: an epoch trains on 1080 pictures and tests 120; 10 epochs each');
  assert.match(lines[3]!, /^tensorflow {14}0\.500 {4}0\.400 {4}0\.600 {4}40 % {8}2160 {7}2\.00x {14}- {2}CPU$/);
  assert.match(lines[4]!, /^pytorch-eager .* 2\.00x .* 2\.00x {2}PyTorch 2\.13\.0, channels_last$/);
  const heading = lines[2]!;
  assert.equal(lines[3]!.indexOf('0.500') + '0.500'.length, heading.indexOf('median') + 'median'.length);
  assert.equal(lines[3]!.indexOf('2.00x') + '2.00x'.length, heading.indexOf('to slowest') + 'to slowest'.length);
});

test('kernel measurements, agreement of peers, skipped peers', () => {
  const text = benchTable(comparison, 10).slice(6);
  assert.deepEqual(text, [
    'tensorflow: FMA peak 98.3 GFMA/s on 2 threads; first convolution 61 % of it; step/forward 2.50',
    '  stage of a mini-batch       us forward  backward  M madds  of peak       MB    GB/s',
    '  conv 3x3 16 > 32 at 32x32         1000      2000      98.3     33 %     6.00     2.0',
    "pytorch-eager: the same net, its costs over 2 epochs at a small rate differ from tensorflow's by at most 4.2e-8",
    "pytorch-eager: NOT THE SAME NET, its costs over 2 epochs at a small rate differ from tensorflow's by at most 5.0e-1",
    'pytorch-compiled: skipped. No compiler. Install g++.',
  ]);
});
