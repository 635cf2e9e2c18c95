/** Electron says yes to every permission unless a handler refuses it: the page may use the camera, and nothing else. */
import { type Session, systemPreferences } from 'electron';
import { PAGE_ORIGIN } from './protocol.ts';

export function setupPermissions(session: Session): void {
  session.setPermissionRequestHandler(async (contents, permission, decide, details) => {
    const types = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const video = types.length > 0 && types.every((type) => type === 'video');
    const ours = contents !== null && originOf(details.requestingUrl) === PAGE_ORIGIN;
    decide(permission === 'media' && video && ours && (await isAllowedBySystem()));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    return permission === 'media' && details.mediaType === 'video' && originOf(origin) === PAGE_ORIGIN;
  });
}

/**
 * The system's own word. On macOS it asks the person the first time, and a camera that was opened without having asked
 * would show black; Windows keeps switches in its settings. A no is then a denial to the page, which says the way out.
 */
async function isAllowedBySystem(): Promise<boolean> {
  if (process.platform === 'darwin') return systemPreferences.askForMediaAccess('camera').catch(() => false);
  if (process.platform !== 'win32') return true;
  return !['denied', 'restricted'].includes(systemPreferences.getMediaAccessStatus('camera'));
}

/** A scheme of one's own has the opaque origin `null` in URL, so it is put together by hand. */
function originOf(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed && `${parsed.protocol}//${parsed.host}`;
}
