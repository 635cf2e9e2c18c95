/** Compiles an addon with node-gyp, using only what is on this machine. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BackendError } from '../backend.ts';
import { compilerRemedy } from './compiler.ts';
import type { Work } from './install.ts';
import { lastLines, runProgram } from './program.ts';

const require = createRequire(import.meta.url);

export interface Compilation {
  /** For messages: `TensorFlow binding`. */
  readonly name: string;
  /** Contains binding.gyp and the sources; `build/` is created in it. */
  readonly folder: string;
  /** The addon's file name. */
  readonly product: string;
  /** Arguments of `node-gyp rebuild`. */
  readonly options: readonly string[];
  /** Number of files that make reports: compiled sources and the linked module. */
  readonly files: number;
  /** Log file of the build's output; it is kept if the build fails. */
  readonly log: string;
}

/**
 * Builds; returns the addon's path.
 * @throws BackendError with the compiler's first error, naming the log.
 */
export async function compile(compilation: Compilation, work: Omit<Work, 'folder'>): Promise<string> {
  const { name, folder, product, options, files, log } = compilation;
  const { environment, signal, onProgress } = work;
  const gyp = besideArchive(join(dirname(require.resolve('node-gyp/package.json')), 'bin', 'node-gyp.js'));
  const headers = nodeHeaders();
  const parameters = [gyp, 'rebuild', ...options, ...(headers ? [`--nodedir=${headers}`] : [])];
  const onOutput = countFiles(files, (done) => onProgress({ step: `Compile the ${name}`, done, total: files }));
  const end = await runProgram(nodeProgram(), parameters, {
    ...{ cwd: folder, env: withoutNpm(environment), signal, onOutput },
  });
  await writeFile(log, end.output);
  const built = join(folder, 'build', 'Release', product);
  if (end.status === 0 && existsSync(built)) return built;
  throw new BackendError(
    `The ${name} did not compile: ${firstError(end.output)} (full output in ${log}).`,
    compilerRemedy(),
  );
}

function firstError(output: string): string {
  return (
    output
      .split('\n')
      .find((line) => /\berror\b/i.test(line))
      ?.trim() ?? lastLines(output, 1)
  );
}

function countFiles(files: number, report: (done: number) => void): (text: string) => void {
  let done = 0;
  report(done);
  return (text) => {
    done += text.match(/^ {2}(CXX|SOLINK_MODULE)\(/gm)?.length ?? 0;
    report(Math.min(done, files));
  };
}

/** A folder with Node's headers on this machine, so that nothing is downloaded; null: node-gyp decides. */
function nodeHeaders(): string | null {
  const folders = [dirname(dirname(process.execPath))];
  try {
    folders.unshift(dirname(require.resolve(`node-${process.platform}-${process.arch}/package.json`)));
  } catch {
    // that optional package has no build for this machine, or was not installed
  }
  return folders.find((folder) => existsSync(join(folder, 'include', 'node', 'node_api.h'))) ?? null;
}

/** Electron's executable cannot run scripts as Node (its fuse is off). */
function nodeProgram(): string {
  return process.versions.electron ? 'node' : process.execPath;
}

/** npm's settings in the environment would override node-gyp's arguments, such as `nodedir`. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^npm_/i.test(name)));
}

/**
 * The path at which another program finds one of our files. A packaged app's files are in `app.asar`, which only
 * Electron can read; files for other programs are next to it (electron-builder.yml). Otherwise the path is unchanged.
 */
export function besideArchive(path: string): string {
  return path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}
