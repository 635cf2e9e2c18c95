/** The camera: its frames one after the other, as fast as they are answered. */
import { centreSquare, type Picture } from '../../datasets/preprocess.ts';
import type { Rectangle } from '../../datasets/resize.ts';
import { faultOf, LOST, NO_CAMERA } from '../lib/camera-faults.ts';
import { context2d } from './element.ts';
import { PageError } from './page-error.ts';
import { pictureOf } from './picture.ts';

/** Enough for most nets, and every camera has it. */
const FRAME = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };

export interface Camera {
  readonly name: string;
  stop(): void;
}

interface Follower {
  /** Of the square in the middle, what the net is shown. */
  seen(square: Rectangle): Rectangle;
  /** That part of a frame; the next one comes when this has ended. */
  frame(picture: Picture): Promise<void>;
  lost(error: PageError): void;
}

/** Shows a camera in `video` and gives its frames to `follower`. @throws PageError where there is none, or it is not allowed */
export async function startCamera(video: HTMLVideoElement, follower: Follower): Promise<Camera> {
  const stream = await askForCamera();
  const [track] = stream.getVideoTracks();
  if (!track) throw fault(NO_CAMERA);
  let running = true;
  track.onended = () => follower.lost(fault(LOST));
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
  if (!navigator.mediaDevices) {
    throw new PageError(
      'This page may not use cameras.',
      'Browsers give cameras to pages from this machine (localhost) and to encrypted ones (https) alone. Open it at such an address; pictures can be dropped here all the same.',
    );
  }
  return navigator.mediaDevices.getUserMedia({ video: FRAME, audio: false }).catch((thrown: unknown) => {
    throw fault(faultOf(thrown));
  });
}

function fault({ title, text }: { title: string; text: string }): PageError {
  return new PageError(`${title}.`, text);
}

/** What the net sees is not mirrored, though a person sees themselves as in a mirror: as in the lab. */
function squareOf(video: HTMLVideoElement): Rectangle {
  const { x, y, size } = centreSquare(video.videoWidth, video.videoHeight);
  return { x, y, width: size, height: size };
}
