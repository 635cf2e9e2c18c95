/**
 * `npm run bench`: `lab bench` with the arguments that are given, then the lab itself in a browser. With `--captures`
 * instead: ten thousand pictures of a camera, kept.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { WITHOUT_BROWSER } from '../helpers/browser.ts';
import { benchCaptures } from './captures.ts';
import { benchLab } from './lab.ts';

const args = process.argv.slice(2);
const json = args.includes('--json');
const [onlyLab, noLab] = [args.includes('--lab'), args.includes('--no-lab')];

if (args.includes('--captures')) {
  const figures = await benchCaptures((step) => process.stderr.write(`${step} ...\n`));
  const { pictures, first, last, ratio } = figures;
  const words = `A picture is kept in ${first.toFixed(1)} ms; with ${pictures} of them in ${last.toFixed(1)} ms`;
  process.stdout.write(
    json ? `${JSON.stringify({ kind: 'bench-captures', ...figures })}\n` : `${words} (ratio ${ratio.toFixed(2)})\n`,
  );
  process.exit();
}
if (!onlyLab) {
  const program = join(import.meta.dirname, '../../main/cli/signs-lab.ts');
  const rest = args.filter((arg) => arg !== '--no-lab');
  const { status } = spawnSync(process.execPath, [program, 'bench', ...rest], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
if (noLab) process.exit();
if (WITHOUT_BROWSER) {
  process.stderr.write(`The lab in a browser is not measured: ${WITHOUT_BROWSER}.\n`);
  process.exit();
}
const figures = await benchLab((step) => process.stderr.write(`${step} ...\n`));
if (json) process.stdout.write(`${JSON.stringify({ kind: 'bench-lab', figures })}\n`);
else {
  process.stdout.write('\nThe lab in a browser\n');
  for (const { name, value, unit, target, met } of figures) {
    const shown = `${name}: ${value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit}`;
    process.stdout.write(`  ${shown}${target === null ? '' : ` (target: ${target}; ${met ? 'met' : 'missed'})`}\n`);
  }
}
