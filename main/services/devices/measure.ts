/** How fast a backend trains: a few epochs of the bench, in a separate host. */
import { BenchRequest } from '../../../native-bridge/host/compute-messages.ts';
import { compute } from '../../hosts/compute.ts';
import { HostError } from '../../hosts/host-error.ts';
import type { Work } from '../tasks.ts';

const Preset = BenchRequest.shape.preset;
/** Counted epochs, after one that is not counted. */
const EPOCHS = 3;

/** Training pictures per second, median of the epochs. @throws HostError if there is no such preset or backend. */
export async function measureSpeed(
  backend: BenchRequest['backend'],
  preset: string,
  { signal, progress }: Work,
): Promise<number> {
  const known = Preset.safeParse(preset);
  if (!known.success) {
    throw new HostError({
      message: `There is no preset ${JSON.stringify(preset)} to measure.`,
      remedy: `The presets are: ${Preset.options.join(', ')}.`,
      badArgument: true,
    });
  }
  const request = { kind: 'bench', backend, preset: known.data, epochs: EPOCHS, measure: false } as const;
  const { seconds, pictures } = await compute({ ...request, data: { spec: 'synthetic' } }, ['bench'], {
    kill: signal,
    onEvent: (event) => event.kind === 'progress' && progress(event),
  });
  const sorted = seconds.toSorted((a, b) => a - b);
  return pictures.train / sorted[Math.floor(sorted.length / 2)]!;
}
