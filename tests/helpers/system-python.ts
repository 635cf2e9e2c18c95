/** The machine's own Python, if it has what a check needs: nothing is installed. */
import { execFileSync } from 'node:child_process';

const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

/** For node:test's `skip`: false if all of the modules are installed, else the reason. */
export function withoutModules(...modules: readonly string[]): string | false {
  try {
    execFileSync(PYTHON, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore', timeout: 60_000 });
    return false;
  } catch {
    return `no Python with ${modules.join(', ')} on this machine`;
  }
}

/** Standard output of a program. */
export function systemPython(program: string, ...args: readonly string[]): string {
  return execFileSync(PYTHON, ['-c', program, ...args], { encoding: 'utf8', timeout: 60_000 });
}
