/** Compiles an addon by node-gyp, with what lies on this machine. */
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
  /** Holds binding.gyp and the sources; gets `build/`. */
  readonly folder: string;
  /** The addon's file name. */
  readonly product: string;
  /** Parameters of `node-gyp rebuild`. */
  readonly options: readonly string[];
  /** How many files make announces: compiled sources and the linked module. */
  readonly files: number;
  /** File that gets everything the build prints; it stays when the build fails. */
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
    `The ${name} did not compile: ${firstError(end.output)} (all of it in ${log}).`,
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

/**
 * Where another program finds a file of ours. A packaged app's files lie in `app.asar`, which only Electron reads;
 * what others need lies next to it (electron-builder.yml). Everywhere else the path is the file's own.
 */
export function besideArchive(path: string): string {
  return path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}
