/**
 * A checkpoint holds everything that a run needs to continue: network, parameters, optimizer state, generator state,
 * hyperparameters, dataset hash, epoch, the history so far, and the best epoch's parameters. It is one safetensors file,
 * so that a single rename commits it and the stored parameters always belong to the best epoch of the stored history.
 */
import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { OptimizerState } from '../backends/backend.ts';
import type { Parameters } from '../convnet/tensor.ts';
import { RunState } from './checkpoint-state.ts';
import { decodeTensors, encodeTensors, prefixed, withPrefix } from './safetensors.ts';
import { TrainingError } from './training-error.ts';

export interface Checkpoint {
  readonly state: RunState;
  readonly parameters: Parameters;
  readonly slots: OptimizerState['slots'];
  /** Those of `bestEpoch(state.history)`; null if no validation accuracy was measured. */
  readonly best: Parameters | null;
}

/** Name prefixes of the tensors that are not the parameters themselves. */
const SLOT = 'optimizer/';
const BEST = 'best/';

/**
 * Writes a file next to the old one, syncs and renames it: a kill at any moment leaves either the old or the new file.
 */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { parameters, slots, best } = checkpoint;
  const tensors = { ...parameters, ...prefixed(SLOT, slots), ...prefixed(BEST, best ?? {}) };
  const bytes = encodeTensors({ tensors, metadata: { 'signs-lab.checkpoint': JSON.stringify(checkpoint.state) } });
  await writeFileAtomic(path, Buffer.from(bytes.buffer));
}

const OTHER_FOLDER = 'Name the folder of a run that was started, or train without --resume into a new folder.';

/** @throws TrainingError naming the file if it is missing, unreadable, damaged, or from another program. */
export function loadCheckpoint(path: string): Checkpoint {
  const bytes = readCheckpoint(path);
  try {
    const { tensors, metadata } = decodeTensors(bytes);
    const state = RunState.parse(JSON.parse(metadata['signs-lab.checkpoint'] ?? 'null', withoutLostCost));
    const best = withPrefix(BEST, tensors);
    return {
      state,
      parameters: Object.fromEntries(
        Object.entries(tensors).filter(([name]) => !name.startsWith(SLOT) && !name.startsWith(BEST)),
      ),
      slots: withPrefix(SLOT, tensors),
      best: Object.keys(best).length > 0 ? best : null,
    };
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new TrainingError(`The checkpoint ${path} is damaged or not from Signs Lab: ${why}.`, OTHER_FOLDER, {
      cause,
    });
  }
}

/** For JSON.parse. Earlier versions saved epochs whose validation cost was not finite, which JSON turned into null. */
function withoutLostCost(key: string, value: unknown): unknown {
  return key === 'validationCost' && value === null ? undefined : value;
}

/** Why an existing checkpoint cannot be read, and what to do, by the system's error code. */
const UNREADABLE: Record<string, [reason: string, remedy: string]> = {
  EISDIR: ['it is a folder, not a file', OTHER_FOLDER],
  EACCES: [
    'you do not have permission to read it',
    'Give yourself read permission for it and its folder, or run as the user who trained.',
  ],
  EPERM: [
    'you do not have permission to read it',
    'Give yourself read permission for it and its folder, or run as the user who trained.',
  ],
  EMFILE: ['too many files are open', 'Raise the limit (ulimit -n) and run the same command again.'],
  EIO: ['the disk reported an error', 'Check the disk; a copy of the folder elsewhere can be resumed too.'],
};

function readCheckpoint(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new TrainingError(`There is no checkpoint at ${path}.`, OTHER_FOLDER, { cause });
    }
    const [reason, remedy] = UNREADABLE[code] ?? [message, OTHER_FOLDER];
    throw new TrainingError(`The checkpoint ${path} cannot be read: ${reason}.`, remedy, { cause });
  }
}
