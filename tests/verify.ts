/**
 * `npm run verify`: checks the README's instructions. Clones this repository's last commit into a temporary folder, starts
 * the lab there with `npm start`, as on a fresh machine, and runs `npm test`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

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

/** Starts the lab as a person does, waits for its link, and requests the page. */
async function start(cwd: string): Promise<void> {
  const began = performance.now();
  const lab = join(folder, 'lab');
  const child = spawn('npm', ['start', '--', '--browser', '--folder', lab], {
    ...{ cwd, env, shell: process.platform === 'win32', stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout!).on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(line);
      if (found) resolve(found[0]);
    });
    child.on('exit', (status) => reject(new Error(`npm start ended with ${status} in ${cwd}`)));
  });
  const welcome = await fetch(url, { redirect: 'manual' });
  const cookie = welcome.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const page = await (await fetch(new URL('/', url), { headers: { cookie } })).text();
  if (!page.includes('Signs Lab')) throw new Error(`npm start serves no page in ${cwd}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  process.stdout.write(`npm start: the lab is open after ${seconds} s\n`);
  const ended = new Promise((resolve) => child.removeAllListeners('exit').on('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

try {
  run('git', ['clone', '--quiet', root, clone], folder);
  await start(clone);
  await start(clone);
  run('npm', ['test'], clone);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
