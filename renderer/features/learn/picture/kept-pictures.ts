import { LabError } from '../../../lib/lab-error.ts';
import { t } from '../messages/index.ts';

/**
 * Pictures from the camera or a file. The address names them by their content; the pixels are in the window's session
 * storage, so that a reload and the back button keep them, and nothing of them is sent or saved anywhere.
 */
const PREFIX = 'learn-picture-';

/**
 * Stores (64,64,3) RGB bytes.
 * @returns the key by which `kept` finds them
 * @throws LabError where the session's storage is full
 */
export function keep(pixels: Uint8Array): string {
  const key = hash(pixels);
  try {
    sessionStorage.setItem(PREFIX + key, btoa(String.fromCharCode(...pixels)));
  } catch {
    throw new LabError({
      message: t.windowFull(),
      remedy: t.windowFullRemedy(),
      badArgument: false,
    });
  }
  return key;
}

/** Null where this window never had it: the address is from another window. */
export function kept(key: string): Uint8Array | null {
  const text = sessionStorage.getItem(PREFIX + key);
  return text === null ? null : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** FNV-1a, 32 bits, in hex: enough to name the few pictures of one window. */
function hash(bytes: Uint8Array): string {
  let value = 0x811c9dc5;
  for (const byte of bytes) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
