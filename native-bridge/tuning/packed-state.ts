/** The state of a trial between two pieces as one safetensors file, for snapshots and for sending to other machines. */
import { z } from 'zod';
import { decodeTensors, encodeTensors, prefixed, type Tensors, withPrefix } from '../training/safetensors.ts';
import type { BestEpoch, ReplicateState, WorkEpoch, WorkState } from './work.ts';

const KEY = 'signs-lab.trial';

const Facts = z.strictObject({
  /** Optimizer steps of each replicate. */
  steps: z.array(z.int().min(0)).min(1),
  best: z
    .strictObject({
      epoch: z.int().min(0),
      score: z.number(),
      replicates: z.array(z.number()),
      predicted: z.array(z.int().min(0)),
    })
    .nullable(),
  curve: z.array(z.strictObject({ cost: z.number(), validationLoss: z.number(), validationAccuracy: z.number() })),
});

/** @param curve all epochs that led to it */
export function packState({ replicates, best }: WorkState, curve: readonly WorkEpoch[]): Uint8Array {
  const tensors = Object.assign(
    {},
    ...replicates.map(({ parameters, optimizer }, i) => ({
      ...prefixed(`replicate${i}/`, parameters),
      ...prefixed(`optimizer${i}/`, optimizer.slots),
    })),
    best ? prefixed('best/', best.parameters) : {},
  ) as Tensors;
  const facts: z.infer<typeof Facts> = {
    steps: replicates.map(({ optimizer }) => optimizer.steps),
    best: best && {
      ...{ epoch: best.epoch, score: best.score },
      ...{ replicates: [...best.replicates], predicted: [...best.predicted] },
    },
    curve: [...curve],
  };
  return encodeTensors({ tensors, metadata: { [KEY]: JSON.stringify(facts) } });
}

/** @throws Error with the reason if the bytes are not such a state. */
export function unpackState(bytes: Uint8Array): { state: WorkState; curve: WorkEpoch[] } {
  const { tensors, metadata } = decodeTensors(bytes);
  const { steps, best, curve } = Facts.parse(JSON.parse(metadata[KEY] ?? 'null'));
  const replicates = steps.map((count, i): ReplicateState => {
    const parameters = withPrefix(`replicate${i}/`, tensors);
    return { parameters, optimizer: { steps: count, slots: withPrefix(`optimizer${i}/`, tensors) } };
  });
  return { state: { replicates, best: best && bestOf(best, tensors) }, curve };
}

function bestOf(best: NonNullable<z.infer<typeof Facts>['best']>, tensors: Tensors): BestEpoch {
  return { ...best, predicted: Uint16Array.from(best.predicted), parameters: withPrefix('best/', tensors) };
}
