/** The space of the recorded trainings: five settings of the optimization, wide enough that many are bad. */
import { parseSpace, type Space } from '../../../native-bridge/tuning/index.ts';

export const RECORDED_SPACE: Space = parseSpace({
  learningRate: { kind: 'float', low: 1e-4, high: 0.1, log: true },
  batchSize: { kind: 'int', low: 16, high: 256, log: true },
  optimizer: { kind: 'choice', choices: ['adam', 'adamW', 'sgd'] },
  l2: { kind: 'float', low: 1e-6, high: 0.1, log: true },
  labelSmoothing: { kind: 'float', low: 0, high: 0.5 },
});

export interface Recording {
  readonly preset: string;
  readonly data: string;
  readonly epochs: number;
  readonly rows: readonly RecordedRow[];
}

export interface RecordedRow {
  readonly values: Readonly<Record<string, number | string | boolean>>;
  /** Top-1 on the validation split after the last epoch; 0 if the training diverged. */
  readonly accuracy: number;
}
