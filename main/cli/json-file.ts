/** JSON given on the command line. */
import { readFileSync, statSync } from 'node:fs';
import type { Checked } from '../../native-bridge/host/tuning-messages.ts';
import { HostError } from '../hosts/host-error.ts';

/** A larger file cannot be a space, a network or settings. */
const MOST_BYTES = 4 * 2 ** 20;

/** The checked value of a file or an argument. @throws HostError if it is not valid */
export function valid<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value;
  throw new HostError({ ...checked.failure, badArgument: true });
}

/** @throws HostError naming the file if it cannot be read, or is not JSON. @param flag that gives it, for people */
export function readJsonFile(path: string, flag: string): unknown {
  const remedy = `Give a JSON file with ${flag}.`;
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES) throw wrong(`${path} has ${size} bytes, too many for ${flag}.`, remedy);
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof HostError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw wrong(error instanceof SyntaxError ? `${path} is not JSON: ${message}.` : cannotRead(path, code), remedy);
  }
}

function cannotRead(path: string, code: string | undefined): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no file ${path}.`;
  return `${path} cannot be read${code === 'EISDIR' ? ': it is a folder' : ` (${code})`}.`;
}

function wrong(message: string, remedy: string): HostError {
  return new HostError({ message, remedy, badArgument: true });
}
