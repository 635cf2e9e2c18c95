/**
 * The process that captures-crash.test.ts kills: it takes pictures for a dataset through the real service without a pause,
 * several at once as a page does, and prints a line for every picture that the service has acknowledged. Arguments: the lab
 * folder, the dataset, the first picture's number.
 */
import { writeSync } from 'node:fs';
import { browserShell } from '../../main/browser-shell.ts';
import { openLab } from '../../main/services/lab.ts';
import { begin, capture } from '../helpers/captured.ts';

const [root, dataset, first] = process.argv.slice(2) as [string, string, string];
const lab = openLab(root, browserShell());
/** Written synchronously: what is printed was acknowledged. */
const say = (word: unknown) => writeSync(1, `${JSON.stringify(word)}\n`);

const { id: session } = await begin(lab, Number(dataset), `From ${first}`);
let next = Number(first);
/** Bursts of five pictures. */
async function take(): Promise<never> {
  for (;;) {
    const number = next++;
    const burst = Math.floor(number / 5);
    const captured = await capture(lab, session, number, burst % 2, burst);
    say({ number, captured });
  }
}
await Promise.all([take(), take(), take()]);
