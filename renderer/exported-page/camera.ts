/** The camera: its frames one after the other, as fast as they are processed. */
import { centreSquare, type Picture } from '../../datasets/preprocess.ts';
import type { Rectangle } from '../../datasets/resize.ts';
import { type CameraFaultKind, faultKindOf } from '../lib/camera-fault-kind.ts';
import { context2d } from './element.ts';
import { t } from './messages/index.ts';
import { PageError } from './page-error.ts';
import { pictureOf } from './picture.ts';

/** Enough for most nets, and supported by every camera. */
const FRAME = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };

const WORDS = {
  denied: ['cameraDenied', 'cameraDeniedRemedy'],
  none: ['noCamera', 'noCameraRemedy'],
  taken: ['cameraTaken', 'cameraTakenRemedy'],
  lost: ['cameraLost', 'cameraLostRemedy'],
  unsupported: ['cameraUnsupported', 'cameraUnsupportedRemedy'],
  other: ['cameraUnusable', 'cameraUnusableRemedy'],
} as const satisfies Record<CameraFaultKind, readonly [title: keyof typeof t, remedy: keyof typeof t]>;

export interface Camera {
  readonly name: string;
  stop(): void;
}

interface Follower {
  /** Size of the central square that the net is shown. */
  seen(square: Rectangle): Rectangle;
  /** Receives that part of a frame; the next one comes when this has resolved. */
  frame(picture: Picture): Promise<void>;
  lost(error: PageError): void;
}

/**
 * Shows a camera in `video` and passes its frames to `follower`. @throws PageError where there is none, or it is not
 * allowed
 */
export async function startCamera(video: HTMLVideoElement, follower: Follower): Promise<Camera> {
  const stream = await askForCamera();
  const [track] = stream.getVideoTracks();
  if (!track) throw fault('none');
  let running = true;
  track.onended = () => follower.lost(fault('lost'));
  video.srcObject = stream;
  await video.play();
  const context = context2d(document.createElement('canvas'));
  const next = () => video.requestVideoFrameCallback(() => void look());
  const look = async () => {
    if (!running) return;
    await follower.frame(pictureOf(video, follower.seen(squareOf(video)), context));
    if (running) next();
  };
  next();
  return {
    // untranslated: a name, like those of cameras.
    name: track.label || 'Camera',
    stop() {
      running = false;
      track.onended = null;
      for (const one of stream.getTracks()) one.stop();
      video.srcObject = null;
    },
  };
}

async function askForCamera(): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw fault('unsupported');
  return navigator.mediaDevices.getUserMedia({ video: FRAME, audio: false }).catch((thrown: unknown) => {
    throw fault(faultKindOf(thrown), thrown);
  });
}

function fault(kind: CameraFaultKind, cause?: unknown): PageError {
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  const [title, remedy] = WORDS[kind];
  return new PageError(() => [t[title](), t[remedy]({ reason: message || name })], { cause });
}

/** The net's input is not mirrored, although the preview is: as in the lab. */
function squareOf(video: HTMLVideoElement): Rectangle {
  const { x, y, size } = centreSquare(video.videoWidth, video.videoHeight);
  return { x, y, width: size, height: size };
}
