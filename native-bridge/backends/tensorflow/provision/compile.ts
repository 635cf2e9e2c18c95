/** Compiles the unmodified C++ binding of @tensorflow/tfjs-node-gpu against the unpacked library. */
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BackendError } from '../../backend.ts';
import { lastLines, type ProgramOptions, runProgram } from './program.ts';
import type { Work } from './progress.ts';

const require = createRequire(import.meta.url);
/** Level 8 is what the frozen package asks for; Node keeps every level binary compatible for good. */
const NODE_API = 8;

/** Where the compiled addon lies in an installation: the binding's build file fixes the way to `deps/lib`. */
export const ADDON = `lib/napi-v${NODE_API}/tfjs_binding.node`;

/** Folder of the package whose JavaScript and C++ we use as they are. */
export function bindingPackage(): { folder: string; version: string } {
  const file = require.resolve('@tensorflow/tfjs-node-gpu/package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return { folder: dirname(file), version };
}

/**
 * Looks for what node-gyp needs, before hundreds of megabytes are fetched.
 * @throws BackendError naming what is missing and how to install it here.
 */
export async function requireCompiler({ signal, environment }: Pick<Work, 'signal' | 'environment'>): Promise<void> {
  const tools: readonly (readonly [tool: string, ...candidates: string[]])[] = [
    ['a C++ compiler', environment.CXX ?? 'g++', 'c++', 'clang++'],
    ['make', environment.MAKE ?? 'make', 'gmake'],
    ['Python 3', environment.PYTHON ?? 'python3', 'python'],
  ];
  const missing: string[] = [];
  for (const [tool, ...candidates] of tools) {
    if (!(await firstThatRuns(candidates, { signal, env: environment }))) missing.push(tool);
  }
  if (missing.length === 0) return;
  throw new BackendError(
    `The TensorFlow binding cannot be compiled: ${missing.join(', ')} not found.`,
    compilerRemedy(),
  );
}

async function firstThatRuns(candidates: readonly string[], options: ProgramOptions): Promise<string | null> {
  for (const command of candidates) {
    if ((await runProgram(command, ['--version'], options)).status === 0) return command;
  }
  return null;
}

function compilerRemedy(): string {
  if (process.platform === 'darwin') return "Install Apple's command line tools: xcode-select --install";
  return 'Debian, Ubuntu: sudo apt install build-essential python3. Fedora: sudo dnf install gcc-c++ make python3. Arch: sudo pacman -S base-devel python.';
}

/**
 * Builds the addon in `folder`, which already holds `deps/include` and `deps/lib`, into `lib/napi-v8/`.
 * @param log file that gets everything the build prints; it stays when the build fails.
 * @throws BackendError naming the log.
 */
export async function compileBinding(
  folder: string,
  log: string,
  { signal, onProgress, environment }: Work,
): Promise<void> {
  const source = bindingPackage().folder;
  for (const part of ['binding', 'binding.gyp', 'package.json']) {
    await cp(join(source, part), join(folder, part), { recursive: true });
  }
  await mkdir(join(folder, dirname(ADDON)), { recursive: true });
  const gyp = join(dirname(require.resolve('node-gyp/package.json')), 'bin', 'node-gyp.js');
  const options = ['--module_name=tfjs_binding', '--module_path=./lib/napi-v8', `--napi_build_version=${NODE_API}`];
  const headers = nodeHeaders();
  if (headers) options.push(`--nodedir=${headers}`);
  const count = compileSteps((done) => onProgress({ step: 'Compile the binding', done, total: COMPILE_STEPS }));
  const end = await runProgram(nodeProgram(), [gyp, 'rebuild', ...options], {
    ...{ cwd: folder, env: withoutNpm(environment), signal, onOutput: count },
  });
  await writeFile(log, end.output);
  const built = join(folder, 'build', 'Release', 'tfjs_binding.node');
  if (end.status !== 0 || !existsSync(built)) {
    throw new BackendError(
      `The TensorFlow binding did not compile: ${firstError(end.output)} (all of it in ${log}).`,
      compilerRemedy(),
    );
  }
  await rename(built, join(folder, ADDON));
  if (process.platform === 'darwin') await addLibraryPath(join(folder, ADDON), signal);
}

function firstError(output: string): string {
  return (
    output
      .split('\n')
      .find((line) => /\berror\b/i.test(line))
      ?.trim() ?? lastLines(output, 1)
  );
}

/** What make announces: two sources and the linked module. */
const COMPILE_STEPS = 3;
function compileSteps(report: (done: number) => void): (text: string) => void {
  let done = 0;
  report(done);
  return (text) => {
    done += text.match(/^ {2}(CXX|SOLINK_MODULE)\(/gm)?.length ?? 0;
    report(Math.min(done, COMPILE_STEPS));
  };
}

/** The build file names the library by its old name; the new one is found by this path. Not yet seen running. */
async function addLibraryPath(addon: string, signal?: AbortSignal): Promise<void> {
  await runProgram('install_name_tool', ['-add_rpath', '@loader_path/../../deps/lib', addon], { signal });
}

/** A folder with Node's headers on this machine, so that nothing is downloaded; null leaves it to node-gyp. */
function nodeHeaders(): string | null {
  const folders = [dirname(dirname(process.execPath))];
  try {
    folders.unshift(dirname(require.resolve(`node-${process.platform}-${process.arch}/package.json`)));
  } catch {
    // that optional package has no build for this machine, or was left out
  }
  return folders.find((folder) => existsSync(join(folder, 'include', 'node', 'node_api.h'))) ?? null;
}

/** Electron's own program is no Node for scripts (its fuse is off). */
function nodeProgram(): string {
  return process.versions.electron ? 'node' : process.execPath;
}

/** npm's settings in the environment would overrule node-gyp's parameters, `nodedir` among them. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^npm_/i.test(name)));
}
