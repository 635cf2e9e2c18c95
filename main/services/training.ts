/** The use case "train": a compute host trains and exports, a recognition host checks what was exported. */
import writeFileAtomic from 'write-file-atomic';
import {
  BackendChoice,
  type ComputeEvent,
  type Trained,
  type TrainRequest,
} from '../../native-bridge/host/compute-messages.ts';
import { compute } from '../hosts/compute.ts';
import { HostError } from '../hosts/host-error.ts';
import { withRecognition } from '../hosts/recognition.ts';

/** A train request as a person gives it. */
export type RunOptions = Omit<TrainRequest, 'kind' | 'backend'> & { readonly backend?: string };

export interface Following {
  onEvent?(event: ComputeEvent): void;
  signal?: AbortSignal;
}

/**
 * Trains, then runs the exported model through ONNX Runtime on the same pictures and keeps the report beside it.
 * @returns what was trained, or null where it was stopped before its last epoch.
 * @throws HostError where a host reports an error or dies, or where the exported model does not agree with the net.
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
  const end = await compute(request, ['trained', 'stopped'], {
    ...following,
    afterCrash: `What was trained before is kept. Go on with: train --out '${options.out}' --resume`,
  });
  if (end.kind === 'stopped') return null;
  const { kind: _, check, ...trained } = end;
  const report = await withRecognition((host) =>
    host.ask({ kind: 'parity', path: trained.model, ...check, count: check.labels.length }),
  );
  const path = trained.model.replace(/\.onnx$/, '.parity.json');
  await writeFileAtomic(path, `${JSON.stringify({ split: check.split, ...report }, null, 2)}\n`);
  if (!report.passed) {
    throw new HostError({
      message: `${trained.model} does not give the trained net's answers (report: ${path}).`,
      badArgument: false,
    });
  }
  return trained;
}

/** @throws HostError naming the backends where there is none of that name. */
export function backendChoice(name: string): BackendChoice {
  const choice = BackendChoice.safeParse(name);
  if (choice.success) return choice.data;
  throw new HostError({
    message: `There is no backend "${name}".`,
    remedy: `There are: ${BackendChoice.options.join(', ')}.`,
    badArgument: true,
  });
}
