/** Seconds per epoch of one backend on one network: what `lab bench` compares. */
import { epochSeed, miniBatches } from '../../datasets/minibatch.ts';
import { resolveBackend } from '../backends/table.ts';
import { initialise } from '../convnet/initialisers.ts';
import { presetNetwork } from '../convnet/presets.ts';
import { Hyperparameters } from '../training/hyperparameters.ts';
import type { BenchRequest, ComputeEvent } from './compute-messages.ts';
import { asArgument } from './failure.ts';
import type { Surroundings } from './training-run.ts';

/** Trains one epoch that is not counted (memory, caches, graph set-up), then `request.epochs` that are. */
export async function benchEpochs(
  request: BenchRequest,
  host: Pick<Surroundings, 'open' | 'onProgress' | 'missingEnvironment'>,
): Promise<ComputeEvent> {
  const { learningRate, batchSize, beta1, beta2, epsilon, initSeed } = Hyperparameters.parse({});
  const { splits, classes } = await host.open(request.data, 3);
  const network = asArgument(() => presetNetwork(request.preset, { classes: classes.length }));
  const { backend } = await resolveBackend(request.backend, network);
  const environment = host.missingEnvironment(backend);
  if (environment) return { kind: 'restart', environment };
  const session = await backend.open({
    network,
    parameters: initialise(network, initSeed),
    optimizer: { kind: 'adam', beta1, beta2, epsilon },
    images: splits.train.images,
    labels: splits.train.labels,
    seed: 3,
  });
  const seconds: number[] = [];
  for (let epoch = 0; epoch <= request.epochs; epoch++) {
    const began = performance.now();
    for (const batch of miniBatches(splits.train.count, batchSize, epochSeed(3, epoch))) {
      await session.train(batch, learningRate);
    }
    if (epoch > 0) seconds.push((performance.now() - began) / 1000);
    host.onProgress({ step: `${request.backend} ${request.preset}`, done: epoch, total: request.epochs });
  }
  const device = (await backend.inspect?.())?.device ?? 'CPU';
  await session.dispose();
  return { kind: 'bench', seconds, device };
}
