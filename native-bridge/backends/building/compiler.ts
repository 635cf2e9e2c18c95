/** The tools that node-gyp needs, and how to get them. */
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { BackendError } from '../backend.ts';
import type { Work } from './install.ts';
import { type ProgramOptions, runProgram } from './program.ts';

interface Tool {
  readonly name: string;
  /** Any one of these is enough. */
  readonly programs: readonly string[];
}

function toolsFor(environment: NodeJS.ProcessEnv, platform: string): Tool[] {
  const python = { name: 'Python 3', programs: [environment.PYTHON || 'python3', 'python'] };
  // node-gyp itself looks for Visual Studio; only the build shows whether its clang-cl is installed. Not tested yet.
  if (platform === 'win32') return [{ name: 'C++ compiler', programs: ['clang-cl', vswhere(environment)] }, python];
  return [
    { name: 'C++ compiler', programs: [environment.CXX || 'g++', 'c++', 'clang++'] },
    { name: 'make', programs: [environment.MAKE || 'make', 'gmake'] },
    python,
  ];
}

/** Every Visual Studio installs this program, always in the same place. */
function vswhere(environment: NodeJS.ProcessEnv): string {
  const programs = environment['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)';
  return join(programs, 'Microsoft Visual Studio', 'Installer', 'vswhere.exe');
}

/** Names of the tools that are not on the PATH. It starts no program, so a probe can call it. */
export function missingTools(
  environment: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform,
): string[] {
  const path = Object.entries(environment).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  const folders = path.split(delimiter).filter(Boolean);
  const suffix = platform === 'win32' ? '.exe' : '';
  const isThere = (program: string) =>
    isAbsolute(program) ? existsSync(program) : folders.some((folder) => existsSync(join(folder, program + suffix)));
  return toolsFor(environment, platform)
    .filter(({ programs }) => !programs.some(isThere))
    .map(({ name }) => name);
}

/** `No C++ compiler, no make was found` */
export function describeMissing(tools: readonly string[]): string {
  return `No ${tools.join(', no ')} was found`;
}

/**
 * Runs the tools that a build needs, before any other step of it.
 * @param name of the product: `TensorFlow binding`
 * @throws BackendError naming what is missing and how to install it on this machine.
 */
export async function requireCompiler(
  name: string,
  { signal, environment }: Pick<Work, 'signal' | 'environment'>,
): Promise<void> {
  // On Windows a search has to be enough: cl.exe and vswhere.exe have no --version.
  const missing =
    process.platform === 'win32'
      ? missingTools(environment)
      : await toolsThatFail(toolsFor(environment, process.platform), { signal, env: environment });
  if (missing.length === 0) return;
  throw new BackendError(`${describeMissing(missing)}, so the ${name} cannot be compiled.`, compilerRemedy());
}

async function toolsThatFail(tools: readonly Tool[], options: ProgramOptions): Promise<string[]> {
  const missing: string[] = [];
  for (const { name, programs } of tools) {
    if (!(await oneRuns(programs, options))) missing.push(name);
  }
  return missing;
}

async function oneRuns(programs: readonly string[], options: ProgramOptions): Promise<boolean> {
  for (const program of programs) {
    if ((await runProgram(program, ['--version'], options)).status === 0) return true;
  }
  return false;
}

export function compilerRemedy(platform: string = process.platform): string {
  if (platform === 'darwin') return "Install Apple's command line tools: xcode-select --install";
  if (platform === 'win32') {
    return 'Install Python 3 and the Visual Studio Build Tools with "Desktop development with C++" and its component "C++ Clang tools for Windows" (clang-cl).';
  }
  return 'Debian, Ubuntu: sudo apt install build-essential python3. Fedora: sudo dnf install gcc-c++ make python3. Arch: sudo pacman -S base-devel python.';
}
