import type { Intake } from '../../lib/intake.svelte.ts';
import type { Lab } from '../../lib/lab.ts';
import { t } from './messages/index.ts';

/** Small enough to be drawn in a second, large enough for the course's net to learn it. */
const SYNTHETIC = { kind: 'synthetic', train: 180, test: 20, seed: 1 } as const;
/** The course's. */
const COURSE = { preset: 'course', seed: 3, epochs: 100 } as const;

/** Draws a synthetic set, trains the course's net on it, and shows the run. */
export function trainOnSynthetic(intake: Intake, { client, router }: Lab): Promise<void> {
  return intake.alone(async () => {
    const dataset = await intake.dataset(t.drawSynthetic(), SYNTHETIC);
    const { presets } = await client.request('runs.options', {});
    const course = presets.find(({ name }) => name === COURSE.preset);
    if (!course) throw new Error('The lab has no preset of the course.');
    const settings = { ...COURSE, dataset: dataset.id, network: course.network, hyperparameters: {} };
    const run = await client.request('runs.start', { ...settings, backend: 'auto' });
    router.go(`/training/${run.id}`);
  });
}
