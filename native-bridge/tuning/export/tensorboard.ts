/**
 * TensorBoard's event files: TFRecord records (tensorflow/core/lib/io/record_writer.h), each an Event. A run in
 * TensorBoard is a folder with one such file; every trial is also in the hparams table.
 */
import type { Value, Values } from '../space.ts';
import { crc32c } from './crc32c.ts';
import { type ExportedSweep, type ExportedTrial, type ExportOptions, exportedTrials } from './exported.ts';
import { encodeEvent, encodeHParams, FLOAT, SESSION, type TensorBoardEvent } from './tensorboard-schema.ts';

export interface Scalar {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
  /** ms since 1970. */
  readonly at: number;
}

export interface HParams {
  readonly values: Values;
  /** ms since 1970. */
  readonly beganAt: number;
  readonly endedAt: number | null;
  readonly status: keyof typeof SESSION;
}

/** @returns the bytes of one file; its name must have `tfevents` in it */
export function eventFile(scalars: readonly Scalar[], hparams?: HParams): Uint8Array {
  const events: TensorBoardEvent[] = [
    { wallTime: (scalars[0]?.at ?? hparams?.beganAt ?? 0) / 1000, fileVersion: 'brain.Event:2' },
    ...(hparams ? [sessionStart(hparams)] : []),
    ...scalars.map(({ tag, step, value, at }) => ({
      ...{ wallTime: at / 1000, step, summary: { value: [{ tag, simpleValue: value }] } },
    })),
    ...(hparams?.endedAt != null ? [sessionEnd(hparams.status, hparams.endedAt)] : []),
  ];
  return Buffer.concat(events.map((event) => record(encodeEvent(event))));
}

/** A file in a separate folder for every trial that has started: the curve of the first objective, and all scores. */
export function sweepEventFiles(sweep: ExportedSweep, options: ExportOptions): { path: string; bytes: Uint8Array }[] {
  const trials = exportedTrials(sweep, options).filter(({ beganAt }) => beganAt !== null);
  const digits = String(Math.max(0, ...trials.map(({ number }) => number))).length;
  return trials.map((trial) => {
    const folder = `trial-${String(trial.number).padStart(digits, '0')}`;
    const began = Math.floor(trial.beganAt! / 1000);
    return { path: `${folder}/events.out.tfevents.${began}.signs-lab`, bytes: trialFile(sweep, trial) };
  });
}

function trialFile({ objectives }: ExportedSweep, trial: ExportedTrial): Uint8Array {
  const { curve, scores, epochs, values, state } = trial;
  const [began, ended] = [trial.beganAt!, trial.endedAt];
  // The end times of epochs are not stored: they are spread evenly over the trial's duration.
  const at = (epoch: number) => began + (((ended ?? began) - began) * (epoch + 1)) / Math.max(1, epochs);
  const points = curve.map(({ epoch, score }) => ({
    ...{ tag: objectives[0]!.name, step: epoch, value: score, at: at(epoch) },
  }));
  const results = objectives.flatMap(({ name }, i) => {
    const score = scores[i] ?? null;
    return score === null ? [] : [{ tag: `score/${name}`, step: 0, value: score, at: ended ?? began }];
  });
  const failed = state === 'failed' || state === 'diverged';
  const status = failed ? 'failure' : ended === null ? 'running' : 'success';
  return eventFile([...points, ...results], { values, beganAt: began, endedAt: ended, status });
}

function sessionStart({ values, beganAt }: HParams): TensorBoardEvent {
  const hparams = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asValue(value)]));
  const start = { sessionStartInfo: { hparams, startTimeSecs: beganAt / 1000 } };
  return hparamsEvent('_hparams_/session_start_info', start, beganAt);
}

function sessionEnd(status: HParams['status'], endedAt: number): TensorBoardEvent {
  const end = { sessionEndInfo: { status: SESSION[status], endTimeSecs: endedAt / 1000 } };
  return hparamsEvent('_hparams_/session_end_info', end, endedAt);
}

/** The plugin only reads the metadata; the tensor is empty. */
function hparamsEvent(tag: string, data: object, at: number): TensorBoardEvent {
  const metadata = { pluginData: { pluginName: 'hparams', content: encodeHParams(data) } };
  const tensor = { dtype: FLOAT, tensorShape: { dim: [{ size: 0 }] } };
  return { wallTime: at / 1000, summary: { value: [{ tag, tensor, metadata }] } };
}

function asValue(value: Value): object {
  if (typeof value === 'number') return { numberValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { stringValue: value };
}

/** length (8 bytes, least significant first), its masked CRC, data, masked CRC of data. */
function record(data: Uint8Array): Buffer {
  const [before, after] = [Buffer.alloc(12), Buffer.alloc(4)];
  before.writeBigUInt64LE(BigInt(data.length));
  before.writeUInt32LE(maskedCrc(before.subarray(0, 8)), 8);
  after.writeUInt32LE(maskedCrc(data));
  return Buffer.concat([before, data, after]);
}

/** tensorflow/core/lib/hash/crc32c.h: a CRC over data that contains CRCs is weak. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
