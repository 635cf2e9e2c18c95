/** Electron grants every permission unless a handler refuses it: the page may use the camera, and nothing else. */
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
 * Whether the system allows it. macOS asks the person the first time, and a camera opened without asking would show
 * black; Windows has switches in its settings. A refusal reaches the page as a denial, and the page says what to do.
 */
async function isAllowedBySystem(): Promise<boolean> {
  if (process.platform === 'darwin') return systemPreferences.askForMediaAccess('camera').catch(() => false);
  if (process.platform !== 'win32') return true;
  return !['denied', 'restricted'].includes(systemPreferences.getMediaAccessStatus('camera'));
}

/** URL gives a custom scheme the opaque origin `null`, so the origin is assembled here. */
function originOf(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed && `${parsed.protocol}//${parsed.host}`;
}
