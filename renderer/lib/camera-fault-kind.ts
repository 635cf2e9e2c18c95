/** The known reasons why a camera gives no picture. Names: W3C Media Capture and Streams, getUserMedia. */
export type CameraFaultKind = 'denied' | 'none' | 'taken' | 'lost' | 'unsupported' | 'other';

/** @param thrown by getUserMedia */
export function faultKindOf(thrown: unknown): CameraFaultKind {
  switch (thrown instanceof Error ? thrown.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'taken';
    default:
      return 'other';
  }
}
