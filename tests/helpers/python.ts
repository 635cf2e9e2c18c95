/** A Python with packages from pip, for checks with third-party tools. Set up once, kept in the temporary folder. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const windows = process.platform === 'win32';
const TIMEOUT = 240_000; // ms; pip over a slow connection

export type Python = { readonly python: string; readonly skip: false } | { readonly skip: string };

/** @returns the interpreter, or the reason why there is none, as `skip` for node:test. */
export async function pythonWith(packages: readonly string[]): Promise<Python> {
  const base = windows ? 'python' : 'python3';
  try {
    const { stdout: version } = await run(base, ['--version'], { timeout: 10_000 });
    const key = createHash('sha256')
      .update(`${version} ${packages.join(' ')}`)
      .digest('hex')
      .slice(0, 12);
    const folder = join(tmpdir(), `signs-lab-python-${key}`);
    if (!existsSync(folder)) await build(base, folder, packages);
    return { python: interpreter(folder), skip: false };
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : '';
    return { skip: `no Python with ${packages.join(', ')} here: ${said || String(error).split('\n')[0]}` };
  }
}

/** Builds in another folder and renames it when complete, so that a killed or second build leaves nothing half done. */
async function build(base: string, folder: string, packages: readonly string[]): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  try {
    await run(base, ['-m', 'venv', draft], { timeout: TIMEOUT });
    await run(interpreter(draft), ['-m', 'pip', 'install', '--quiet', ...packages], { timeout: TIMEOUT });
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // else another test was faster
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function interpreter(folder: string): string {
  return windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}
