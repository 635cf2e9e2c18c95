/** Python with a library: found on the machine, or set up in the lab's home folder with venv and pip. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Library {
  /** For messages. */
  readonly id: string;
  /** What a program imports. */
  readonly modules: readonly string[];
  /** What pip installs to have them. */
  readonly packages: readonly string[];
}

/** An expected failure: a library that is not available here, or a program that failed. */
export class PythonError extends Error {
  override readonly name = 'PythonError';
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const windows = process.platform === 'win32';
const BASES = windows ? ['py', 'python'] : ['python3', 'python'];
const PYTHON_NEEDED = 'Install Python 3.10 or later with venv and pip, or leave --peers out.';

/** The Python of the environment in the lab's home folder, whether it exists or not. */
function ownPython(home: string): string {
  return windows ? join(home, 'peers', 'Scripts', 'python.exe') : join(home, 'peers', 'bin', 'python');
}

/** A Python that has the library already: the machine's, else the lab's own; or null. */
export async function findPython(
  { modules }: Pick<Library, 'modules'>,
  home: string,
  environment: Environment = process.env,
): Promise<string | null> {
  const candidates = [...BASES, ownPython(home)];
  for (const python of candidates) if (await imports(python, modules, environment)) return python;
  return null;
}

/**
 * The same; if there is none, creates the environment `peers` in `home` and installs the library into it.
 * @throws PythonError if there is no Python, or the library cannot be installed.
 */
export async function pythonFor(
  library: Library,
  home: string,
  { environment = process.env, onInstall }: { environment?: Environment; onInstall?: (step: string) => void } = {},
): Promise<string> {
  const found = await findPython(library, home, environment);
  if (found !== null) return found;
  const [folder, own] = [join(home, 'peers'), ownPython(home)];
  onInstall?.(`${library.id}: installing ${library.packages.join(' and ')} into ${folder} (once)`);
  if (!(await imports(own, ['pip'], environment))) {
    const base = await anyPython(environment);
    await runProgram(library, base, ['-m', 'venv', '--clear', folder], environment, PYTHON_NEEDED);
  }
  const install = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', ...library.packages];
  await runProgram(library, own, install, environment, `Try it yourself: ${[own, ...install].join(' ')}`);
  // A module that is installed but does not load (processor too old, incomplete install) reports why only when it is loaded.
  await runProgram(library, own, importing(library.modules), environment, `Remove ${folder} and run this again.`);
  return own;
}

/** The last line that names an error, else the last line: the reason in a Python traceback or in pip's messages. */
export function reasonIn(printed: string): string {
  const lines = printed.trim().split('\n');
  return (lines.findLast((line) => /(Error|Exception|ERROR)\b.*: ?\S/.test(line)) ?? lines.at(-1) ?? '').trim();
}

async function anyPython(environment: Environment): Promise<string> {
  for (const python of BASES) if (await imports(python, ['venv'], environment)) return python;
  throw new PythonError('There is no Python 3 on the path.', PYTHON_NEEDED);
}

function importing(modules: readonly string[]): string[] {
  return ['-c', `import ${modules.join(', ')}`];
}

async function imports(python: string, modules: readonly string[], environment: Environment): Promise<boolean> {
  return start(python, importing(modules), environment).then(
    () => true,
    () => false,
  );
}

/**
 * Standard output of a program, which is Python or is started like it.
 * @param remedy shown if it fails
 * @throws PythonError with the reason that it printed.
 */
export async function runProgram(
  { id }: Pick<Library, 'id'>,
  program: string,
  parameters: readonly string[],
  environment: Environment,
  remedy: string,
): Promise<string> {
  try {
    return (await start(program, parameters, environment)).stdout;
  } catch (error) {
    const { stderr = '', signal = null, message } = error as Error & { stderr?: string; signal?: string | null };
    const how = signal === null ? reasonIn(stderr || message) : `it was ended by ${signal}.`;
    throw new PythonError(`${id} failed: ${how}`, remedy);
  }
}

/** Its standard input stays open as long as this process lives: the programs end with it. */
function start(program: string, parameters: readonly string[], environment: Environment) {
  const env = { TF_CPP_MIN_LOG_LEVEL: '2', ...environment, PYTHONDONTWRITEBYTECODE: '1' };
  return promisify(execFile)(program, [...parameters], { env, maxBuffer: 64 * 2 ** 20, windowsHide: true });
}
