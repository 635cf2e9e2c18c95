/** Interprets the numbers of an evaluation in sentences. */
import type { Calibration } from '../../../native-bridge/metrics/calibration.ts';
import { percent } from '../../lib/format.ts';
import { t } from './messages/index.ts';

/** An expected calibration error up to this is unremarkable with a few hundred pictures: chance alone produces as much. */
const WELL = 0.05;

/** How far confidence and accuracy differ, and in which direction. */
export function calibrationWords({ ece, bins }: Calibration): string {
  const n = bins.reduce((sum, { count }) => sum + count, 0);
  if (ece === null || n === 0) return t.noConfidence();
  const mean = (key: 'accuracy' | 'confidence') => bins.reduce((sum, bin) => sum + bin.count * (bin[key] ?? 0), 0) / n;
  const [sure, right] = [mean('confidence'), mean('accuracy')];
  const found = { sure: percent(sure), right: percent(right), error: percent(ece) };
  if (ece <= WELL) return t.calibrated(found);
  if (Math.abs(sure - right) < ece / 2) return t.unevenlySure(found);
  return sure > right ? t.tooSure(found) : t.notSureEnough(found);
}
