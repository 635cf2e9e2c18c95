/** The use case "train": a compute host trains and exports, a recognition host checks the exported model. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import {
  BackendChoice,
  type ComputeEvent,
  type Trained,
  type TrainRequest,
} from '../../native-bridge/host/compute-messages.ts';
import type { ModelCheck } from '../../native-bridge/host/model-check.ts';
import type { ParityReport } from '../../native-bridge/onnx/parity.ts';
import { compute, type RunningHost } from '../hosts/compute.ts';
import { HostError } from '../hosts/host-error.ts';
import { type RecognitionHost, withRecognition } from '../hosts/recognition.ts';
import type { TrainingSet } from '../hosts/training-set.ts';

/** A train request as a person gives it. */
export type RunOptions = Omit<TrainRequest, 'kind' | 'backend'> & { readonly backend?: string };

export interface Following {
  onEvent?(event: ComputeEvent): void;
  signal?: AbortSignal;
  /** Called when a compute host has been started (again). */
  onHost?(host: RunningHost): void;
  /** Remedy if the host ends early; default: resuming the run, if there is something to resume. */
  afterCrash?(): string;
  /** Host in which other runs train side by side with this one; absent: a host for this run only. */
  set?: TrainingSet | undefined;
}

/**
 * Trains, then runs the exported model with ONNX Runtime on the same pictures and stores the report next to it.
 * @returns the result, or null if it was stopped before its last epoch.
 * @throws HostError if a host reports an error or dies, or if the exported model does not agree with the net.
 */
export async function trainAndCheck(
  options: RunOptions,
  following: Following = {},
): Promise<Omit<Trained, 'check'> | null> {
  const { backend, ...rest } = options;
  const request: TrainRequest = {
    kind: 'train',
    ...rest,
    ...(backend !== undefined && { backend: backendChoice(backend) }),
  };
  const { set, ...hearing } = following;
  const watching = {
    afterCrash: () =>
      existsSync(checkpointOf(options.out))
        ? `What was trained before is kept. Resume it with: ${resumeCommand(options.out)}`
        : NOTHING_YET,
    ...hearing,
  };
  const end = await (set ? set.train(request, watching) : compute(request, ['trained', 'stopped'], watching));
  if (end.kind === 'stopped') return null;
  const { kind: _, check, ...trained } = end;
  await checkModel(trained.model, check, set?.recogniser);
  return trained;
}

/** Remedy of a stop before the first checkpoint. */
export const NOTHING_YET = 'Nothing was trained yet; run the same command again.';

/** What a person enters to continue the run in that folder. */
export function resumeCommand(out: string): string {
  return `train --out '${out}' --resume`;
}

/** The file that a run in that folder resumes from. */
export function checkpointOf(folder: string): string {
  return join(folder, 'checkpoint.safetensors');
}

type Checker = Pick<RecognitionHost, 'ask'>;

/**
 * Compares ONNX Runtime's answers on the pictures of `check` with the trained net's and stores the report next to the model.
 * @param by an existing host; absent: one for this question only
 * @throws HostError if they are not the trained net's answers.
 */
export async function checkModel(model: string, check: ModelCheck, by?: Checker): Promise<void> {
  const { split } = check;
  const { report, path } = await (by
    ? compareModel(by, model, check)
    : withRecognition((host) => compareModel(host, model, check)));
  if (report.passed) return;
  throw new HostError({
    message: `${model} does not give the trained net's answers (report: ${path}).`,
    remedy:
      'Unless its costs diverged (cost.svg shows them), this is a bug in Signs Lab: keep both files and report it ' +
      `with them. Until then, \`evaluate --model ${model} --data ... --split ${split}\` measures the model itself.`,
    badArgument: false,
  });
}

/**
 * Stores the report next to the model, in `path`.
 * @throws HostError if ONNX Runtime cannot open or run the model
 */
export async function compareModel(
  host: Checker,
  model: string,
  { split, ...question }: ModelCheck,
): Promise<{ report: ParityReport; path: string }> {
  const report = await host.ask<'parity'>({
    ...{ kind: 'parity', path: model, ...question },
    count: question.labels.length,
  });
  const path = model.replace(/\.onnx$/, '.parity.json');
  await writeFileAtomic(path, `${JSON.stringify({ split, ...report }, null, 2)}\n`);
  return { report, path };
}

/** @throws HostError naming the backends if there is none of that name. */
export function backendChoice(name: string): BackendChoice {
  const choice = BackendChoice.safeParse(name);
  if (choice.success) return choice.data;
  throw new HostError({
    message: `There is no backend "${name}".`,
    remedy: `The backends are: ${BackendChoice.options.join(', ')}.`,
    badArgument: true,
  });
}
