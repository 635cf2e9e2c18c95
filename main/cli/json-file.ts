/** JSON that a person names on the command line. */
import { readFileSync, statSync } from 'node:fs';
import type { Checked } from '../../native-bridge/host/tuning-messages.ts';
import { HostError } from '../hosts/host-error.ts';

/** More is no space, network or settings. */
const MOST_BYTES = 4 * 2 ** 20;

/** What a file or an argument says, checked. @throws HostError for what it cannot be */
export function valid<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value;
  throw new HostError({ ...checked.failure, badArgument: true });
}

/** @throws HostError naming the file where it cannot be read, or is no JSON. @param flag that names it, for people */
export function readJsonFile(path: string, flag: string): unknown {
  const remedy = `Name a JSON file by ${flag}.`;
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES) throw wrong(`${path} has ${size} bytes, too many for what ${flag} takes.`, remedy);
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof HostError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw wrong(error instanceof SyntaxError ? `${path} is no JSON: ${message}.` : cannotRead(path, code), remedy);
  }
}

function cannotRead(path: string, code: string | undefined): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no file ${path}.`;
  return `${path} cannot be read${code === 'EISDIR' ? ': it is a folder' : ` (${code})`}.`;
}

function wrong(message: string, remedy: string): HostError {
  return new HostError({ message, remedy, badArgument: true });
}
