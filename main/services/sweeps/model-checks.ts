/** Whether the models of a sweep's best give their nets' answers in ONNX Runtime: as a run's model is checked. */
import type { ComputeEvent } from '../../../native-bridge/host/compute-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import { type RecognitionHost, withRecognition } from '../../hosts/recognition.ts';
import { compareModel } from '../training.ts';

export type WrittenModel = Extract<ComputeEvent, { kind: 'check-models' }>['models'][number];

export interface FlawedModel {
  readonly trial: number;
  /** With the way out, where there is one. */
  readonly reason: string;
}

/** Keeps a report next to each model. Never rejects: a model that cannot be opened or run is a flawed one. */
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
      `Its model ${file} does not give the trained net's answers (report: ${path}). Unless its costs ran away, this is ` +
      'a fault of Signs Lab: keep both files and report it with them. Its scores are those of the net, and stand.'
    );
  } catch (error) {
    return `Its model ${file} could not be checked: ${reasonOf(error)}`;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof HostError && error.remedy ? `${error.message} ${error.remedy}` : error.message;
}
