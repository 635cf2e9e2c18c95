/** What the numbers of an evaluation mean, in sentences. */
import type { Calibration } from '../../../native-bridge/metrics/calibration.ts';
import { percent } from '../../lib/format.ts';

/** An expected calibration error up to here is no concern with a few hundred pictures: chance alone makes as much. */
const WELL = 0.05;

/** How far confidence and accuracy are apart, and in which direction. */
export function calibrationWords({ ece, bins }: Calibration): string {
  const n = bins.reduce((sum, { count }) => sum + count, 0);
  if (ece === null || n === 0) return 'There are no pictures to compare confidence with.';
  const mean = (key: 'accuracy' | 'confidence') => bins.reduce((sum, bin) => sum + bin.count * (bin[key] ?? 0), 0) / n;
  const [sure, right] = [mean('confidence'), mean('accuracy')];
  const both = `It is ${percent(sure)} sure on average and right in ${percent(right)}`;
  const size = `expected calibration error ${percent(ece)}`;
  if (ece <= WELL) return `${both}: it is about as sure as it is right (${size}).`;
  if (Math.abs(sure - right) < ece / 2)
    return `${both}: too sure of some answers, not sure enough of others (${size}).`;
  return `${both}: it is ${sure > right ? 'surer than it should be' : 'less sure than it could be'} (${size}).`;
}
