/** A lab that trains one run, with another one queued, until it is killed. Prints the epochs that it has stored. */
import { ENDLESS, openRunsLab } from './runs-lab.ts';

const lab = openRunsLab(process.argv[2]!);
const dataset = await lab.draw();
const { id } = await lab.start(dataset, ENDLESS);
await lab.start(dataset, 2, { name: 'Waits' });
for (;;) {
  const { epochs } = await lab.ask('runs.get', { run: id });
  await lab.untilEpochs(id, epochs + 1);
  process.stdout.write(`${(await lab.ask('runs.get', { run: id })).epochs}\n`);
}
