/** Epochs that a run has kept for inspection (native-bridge/training/kept-epochs.ts). */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';
import type { Recogniser } from '../../hosts/recognition.ts';
import type { Output } from '../../ipc/contract.ts';
import type { RunSummary } from '../../ipc/schemas/run.ts';
import { packedTensor } from '../models/parameters.ts';

const folderOf = (run: string) => join(run, 'kept');

/** @param run its folder; a run that keeps none has no folder `kept` in it */
export async function keptList(run: string): Promise<Output<'runs.kept'>> {
  const folder = folderOf(run);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = names.flatMap((name) => {
    const found = /^(\d+)\.safetensors$/.exec(name);
    return found ? [{ name, epoch: Number(found[1]) }] : [];
  });
  // While the run trains, a file may be thinned out between the two reads.
  const sizes = await Promise.all(files.map(({ name }) => stat(join(folder, name)).catch(() => null)));
  const there = files.filter((_, i) => sizes[i] !== null);
  return {
    epochs: there.map(({ epoch }) => epoch).sort((a, b) => a - b),
    bytes: sizes.reduce((sum, one) => sum + (one?.size ?? 0), 0),
  };
}

/**
 * @param folder of the run
 * @throws HostError if the run keeps no epochs, not that one, or its file is damaged
 */
export async function keptParameters(
  recogniser: Recogniser,
  folder: string,
  { name }: RunSummary,
  epoch: number,
): Promise<Output<'runs.keptParameters'>> {
  const { epochs } = await keptList(folder);
  if (!epochs.includes(epoch)) throw notKept(name, epochs, epoch);
  const kept = await recogniser.ask<'keptEpoch'>({ kind: 'keptEpoch', folder: folderOf(folder), after: epoch });
  const { network, tensors, optimizer, nextBatch } = kept;
  return {
    ...{ network, nextBatch, tensors: tensors.map(packedTensor) },
    optimizer: { ...optimizer, slots: optimizer.slots.map(packedTensor) },
  };
}

function notKept(name: string, epochs: readonly number[], epoch: number): HostError {
  if (epochs.length === 0) {
    return new HostError({
      message: `${name} has kept no epochs.`,
      remedy: 'Train a new run with "Keep every epoch for Learn" switched on.',
      badArgument: true,
    });
  }
  return new HostError({
    message: `${name} has not kept its parameters after ${epoch} epochs.`,
    remedy: `It has kept ${epochs.length} of them, from ${epochs[0]} to ${epochs.at(-1)}: choose one of them.`,
    badArgument: true,
  });
}
