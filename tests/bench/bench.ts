/**
 * `npm run bench`: `lab bench` with the given arguments, then the lab itself in a browser. Instead, with
 * `--captures`: ten thousand pictures of a camera, kept; with `--augmentation`: what varied pictures cost an epoch and what
 * each kind is worth, left out by itself (`--quick`: one seed, few epochs; `--others D`: pictures of other rooms), and with
 * `--data D` next to it, what the preset's are worth there; with `--camera [--data D] [--seeds K] [--others D2 ...]`: the preset
 * `camera` and the base, with few pictures too; with `--live`: a camera recognised; with `--tuning [--data D] [--peers]`: what a
 * sweep costs, and how good its samplers are, with `--peers` next to Optuna's; with `--training`: a run of the lab against
 * the bench, and seeds side by side; with `--gpu [--report DIR]`: what a GPU does, or why none can be used; with
 * `--import [--pictures N]`: a zip of 50 000 JPEGs into the lab; with `--finder FRAMES [--model M]`:
 * how the hand is found in whole frames with boxes.json, and in drawn scenes.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { WITHOUT_BROWSER } from '../helpers/browser.ts';
import { benchAugmentation } from './augmentation.ts';
import { benchLeftOut } from './augmentation-left-out.ts';
import { benchWorth } from './augmentation-worth.ts';
import { benchCamera, cameraLines } from './camera.ts';
import { benchCaptures } from './captures.ts';
import { benchFinder } from './finder.ts';
import { benchGpu } from './gpu.ts';
import { benchImport, PICTURES } from './importing.ts';
import { benchLab } from './lab.ts';
import { benchLive } from './live.ts';
import { benchTraining } from './training.ts';
import { benchTuning } from './tuning.ts';
import { qualityTable, tuningQuality } from './tuning-quality/quality.ts';

const args = process.argv.slice(2);
const json = args.includes('--json');
const flagValue = (flag: string) => (args.includes(flag) ? (args[args.indexOf(flag) + 1] ?? null) : null);
const say = (step: string) => void process.stderr.write(`${step} ...\n`);
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
if (args.includes('--augmentation')) {
  for (const { preset, what, epoch, ratio } of await benchAugmentation()) {
    const line = { kind: 'bench-augmentation', preset, what, epoch, ratio };
    const words = `${preset}, ${what}: ${epoch.toFixed(1)} ms an epoch (ratio ${ratio.toFixed(2)})`;
    process.stdout.write(`${json ? JSON.stringify(line) : words}\n`);
  }
  const data = flagValue('--data');
  for (const figure of data === null ? [] : await benchWorth(data)) {
    const { preset, augmented, accuracies, seconds } = figure;
    const shares = Object.entries(accuracies).map(([what, accuracy]) => `${what} ${accuracy.toFixed(3)}`);
    const words = `${preset} ${augmented ? 'with' : 'without'} augmentation, ${seconds.toFixed(1)} s: ${shares.join(', ')}`;
    process.stdout.write(`${json ? JSON.stringify({ kind: 'bench-worth', ...figure }) : words}\n`);
  }
  const [quick, others] = [args.includes('--quick'), flagValue('--others') ?? 'drawn-wide:train=1,test=100'];
  let all = 0;
  for await (const figure of benchLeftOut(data ?? 'synthetic', { quick, others, say })) {
    const { without, test, others, error } = figure;
    if (without === 'all') all = others;
    const change = without === 'all' ? '' : ` (${others < all ? '' : '+'}${(100 * (others - all)).toFixed(1)} points)`;
    const near = `other rooms ${others.toFixed(3)}${error === null ? '' : ` ± ${error.toFixed(3)}`}${change}`;
    const name = without === 'all' || without === 'none' ? `augmented by ${without}` : `without ${without}`;
    const words = `${name}: ${test === null ? '' : `own test ${test.toFixed(3)}, `}${near}`;
    process.stdout.write(`${json ? JSON.stringify({ kind: 'bench-left-out', ...figure }) : words}\n`);
  }
  process.exit();
}
if (args.includes('--camera')) {
  const data = flagValue('--data') ?? 'synthetic';
  const seeds = Number(flagValue('--seeds') ?? 10);
  const others = args.flatMap((arg, i) => (arg === '--others' && args[i + 1] ? [args[i + 1]!] : []));
  for await (const figure of benchCamera(data, { seeds, others, say })) {
    const lines = json ? [JSON.stringify({ kind: 'bench-camera', ...figure })] : cameraLines(figure);
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  process.exit();
}
if (args.includes('--finder')) {
  const { figures, words } = await benchFinder(flagValue('--finder') ?? '.', flagValue('--model'));
  process.stdout.write(`${json ? JSON.stringify({ kind: 'bench-finder', ...figures }) : words.join('\n')}\n`);
  process.exit();
}
if (args.includes('--gpu')) {
  process.stdout.write(await benchGpu(flagValue('--report'), say));
  process.exit();
}
if (args.includes('--live')) {
  const pace = WITHOUT_BROWSER ? `Not measured: ${WITHOUT_BROWSER}.` : await benchLive();
  process.stdout.write(`${json ? JSON.stringify({ kind: 'bench-live', pace }) : pace}\n`);
  process.exit();
}
if (args.includes('--import')) {
  for (const figure of await benchImport(Number(flagValue('--pictures') ?? PICTURES), say)) {
    const { name, value, unit, target, met, how } = figure;
    const words = `${name}: ${value.toFixed(2)}${unit} (target: ${target}; ${met ? 'met' : 'missed'}); ${how}`;
    process.stdout.write(`${json ? JSON.stringify({ kind: 'bench-import', ...figure }) : words}\n`);
  }
  process.exit();
}
if (args.includes('--training')) {
  for (const figure of await benchTraining((step) => process.stderr.write(`${step} ...\n`))) {
    const { name, value, target, met, how } = figure;
    const words = `${name}: ${value.toFixed(2)} (target: ${target}; ${met ? 'met' : 'missed'}); ${how}`;
    process.stdout.write(`${json ? JSON.stringify({ kind: 'bench-training', ...figure }) : words}\n`);
  }
  process.exit();
}
if (args.includes('--tuning')) {
  const data = args.includes('--data') ? (args[args.indexOf('--data') + 1] ?? 'synthetic') : 'synthetic';
  for (const figure of await benchTuning(data, say)) {
    const { name, value, unit, target, met, how } = figure;
    const verdict = target === null ? '' : ` (target: ${target}; ${met ? 'met' : 'missed'})`;
    const words = `${name}: ${value.toFixed(3)}${unit}${verdict}; ${how}`;
    process.stdout.write(`${json ? JSON.stringify({ kind: 'bench-tuning', ...figure }) : words}\n`);
  }
  const rows = await tuningQuality({ peers: args.includes('--peers'), onProgress: say });
  const lines = json ? rows.map((row) => JSON.stringify({ kind: 'bench-samplers', ...row })) : qualityTable(rows);
  process.stdout.write(`${lines.join('\n')}\n`);
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
