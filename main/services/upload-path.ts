/** Checks where a page may write within its upload: the names come from outside. */
import { HostError } from '../hosts/host-error.ts';

/** Names of devices in Windows, with any extension (learn.microsoft.com/windows/win32/fileio/naming-a-file). */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$/i;
/** What Windows does not allow in names; elsewhere `12:30.jpg` is valid. */
const FOREIGN_TO_WINDOWS = /[<>:"|?*]|[. ]$/;
/** Longest name, in bytes, that every file system accepts. */
const LONGEST_NAME = 255;
const DEEPEST = 32;

/**
 * The names along a relative path with `/`.
 * @throws HostError if the path could lead elsewhere, or is not possible on every system.
 */
export function pathSegments(path: string, platform: string = process.platform): string[] {
  const segments = path.split('/');
  if (segments.length > DEEPEST) throw refused(path, `it is deeper than ${DEEPEST} folders`);
  for (const segment of segments) {
    const reason = reasonAgainst(segment, platform);
    if (reason) throw refused(path, reason);
  }
  return segments;
}

function reasonAgainst(segment: string, platform: string): string | null {
  if (segment === '') return 'it is absolute or has an empty name in it';
  if (segment === '.' || segment === '..') return `it has "${segment}" in it`;
  if (segment.includes('\\')) return 'it has a backslash in it';
  if ([...segment].some((character) => character < ' ' || character === '\x7f')) {
    return 'it has a control character in it';
  }
  if (DEVICE.test(segment.trimEnd())) return `"${segment}" is the name of a device in Windows`;
  if (platform === 'win32' && FOREIGN_TO_WINDOWS.test(segment)) return `Windows does not allow the name "${segment}"`;
  if (Buffer.byteLength(segment) > LONGEST_NAME) return `it has a name of more than ${LONGEST_NAME} bytes`;
  return null;
}

function refused(path: string, reason: string): HostError {
  return new HostError({
    message: `The file ${JSON.stringify(path.slice(0, 200))} cannot be uploaded: ${reason}.`,
    remedy: 'Give the file another name, or leave it out.',
    badArgument: true,
  });
}
