/**
 * `npm run verify`: the README's promises, kept in front of you. Clones this repository's last commit into a temporary
 * folder and runs `npm test` and `npm start` there, as on a fresh machine.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'signs-lab-verify-'));
const clone = join(folder, 'clone');
const env = { ...process.env, SIGNS_LAB_SHARED: process.env.SIGNS_LAB_SHARED ?? resolve(root, '../shared') };

function run(command: string, args: string[], cwd: string): void {
  const began = performance.now();
  const { status } = spawnSync(command, args, { cwd, env, stdio: 'inherit', shell: process.platform === 'win32' });
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  process.stdout.write(`${command} ${args.join(' ')}: exit status ${status} after ${seconds} s\n`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${clone}`);
}

try {
  run('git', ['clone', '--quiet', root, clone], folder);
  run('npm', ['test'], clone);
  run('npm', ['start'], clone);
  run('npm', ['start'], clone);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
