/** Checks whether the models of a sweep's best trials give their nets' answers in ONNX Runtime, as for a run's model. */
import type { ComputeEvent } from '../../../native-bridge/host/compute-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import { type RecognitionHost, withRecognition } from '../../hosts/recognition.ts';
import { compareModel } from '../training.ts';

export type WrittenModel = Extract<ComputeEvent, { kind: 'check-models' }>['models'][number];

export interface FlawedModel {
  readonly trial: number;
  /** With the remedy, if there is one. */
  readonly reason: string;
}

/** Stores a report next to each model. Never rejects: a model that cannot be opened or run counts as flawed. */
export async function flawedModels(models: readonly WrittenModel[]): Promise<FlawedModel[]> {
  return withRecognition(async (host) => {
    const flawed: FlawedModel[] = [];
    for (const model of models) {
      const reason = await flawOf(host, model);
      if (reason !== null) flawed.push({ trial: model.trial, reason });
    }
    return flawed;
  });
}

async function flawOf(host: RecognitionHost, { file, check }: WrittenModel): Promise<string | null> {
  try {
    const { report, path } = await compareModel(host, file, check);
    if (report.passed) return null;
    return (
      `Its model ${file} does not give the trained net's answers (report: ${path}). Unless its costs diverged, this is ` +
      'a bug in Signs Lab: keep both files and report it with them. Its scores are those of the net and remain valid.'
    );
  } catch (error) {
    return `Its model ${file} could not be checked: ${reasonOf(error)}`;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof HostError && error.remedy ? `${error.message} ${error.remedy}` : error.message;
}
