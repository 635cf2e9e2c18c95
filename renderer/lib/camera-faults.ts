/** Why there is no picture of a camera, and the way out, in words. Names: W3C Media Capture and Streams, getUserMedia. */
export interface CameraFault {
  readonly kind: 'denied' | 'none' | 'taken' | 'lost' | 'unsupported' | 'other';
  readonly title: string;
  readonly text: string;
  /** A camera that is plugged in is tried at once. */
  readonly mendsItself: boolean;
}

export const NO_CAMERA: CameraFault = {
  kind: 'none',
  title: 'There is no camera',
  text: 'Plug one in: it is found by itself. A camera built in may be switched off by a key or a slide.',
  mendsItself: true,
};

export const LOST: CameraFault = {
  kind: 'lost',
  title: 'The camera is gone',
  text: 'It was unplugged, or the system took it. Plug it in again, and it goes on; or choose another one.',
  mendsItself: true,
};

export const UNSUPPORTED: CameraFault = {
  kind: 'unsupported',
  title: 'This page may not use cameras',
  text: 'Browsers give cameras to 127.0.0.1 and to https alone. Open the lab at the address that it printed.',
  mendsItself: false,
};

const DENIED: CameraFault = {
  kind: 'denied',
  title: 'The camera is not allowed',
  text: 'Allow it beside the address of this page, or in the privacy settings of the system, then try again. Pictures never leave this machine.',
  mendsItself: false,
};

const TAKEN: CameraFault = {
  kind: 'taken',
  title: 'The camera cannot be started',
  text: 'Another program uses it, most likely. Close the other one (a call, another tab), then try again.',
  mendsItself: false,
};

/** What getUserMedia threw. */
export function faultOf(thrown: unknown): CameraFault {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return DENIED;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return NO_CAMERA;
    case 'NotReadableError':
    case 'AbortError':
      return TAKEN;
    default:
      return {
        kind: 'other',
        title: 'The camera cannot be used',
        text: `${message || name}. Choose another camera, or try again.`,
        mendsItself: false,
      };
  }
}
