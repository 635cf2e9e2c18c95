/** Electron says yes to every permission unless it is told otherwise: the page may use the camera, and nothing else. */
import type { Session } from 'electron';
import { PAGE_ORIGIN } from './protocol.ts';

export function setupPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide, details) => {
    const types = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const video = types.length > 0 && types.every((type) => type === 'video');
    decide(permission === 'media' && video && originOf(details.requestingUrl) === PAGE_ORIGIN && contents !== null);
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    return permission === 'media' && details.mediaType === 'video' && originOf(origin) === PAGE_ORIGIN;
  });
}

/** A scheme of one's own has the opaque origin `null` in URL, so it is put together by hand. */
function originOf(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed && `${parsed.protocol}//${parsed.host}`;
}
