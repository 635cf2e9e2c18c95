/** Calls back with a camera's frames as the browser presents them. */
export interface Shown {
  /** ms, of `performance.now()`: when this page received the frame. */
  readonly at: number;
  /** Frames that the browser presented between the previous callback and this one. */
  readonly missed: number;
}

/** Calls `onframe` with every frame of the video that this page can observe, until the returned function is called. */
export function followFrames(video: HTMLVideoElement, onframe: (frame: Shown) => void): () => void {
  let before: number | null = null;
  let handle = video.requestVideoFrameCallback(next);
  function next(_now: number, { presentedFrames }: VideoFrameCallbackMetadata): void {
    handle = video.requestVideoFrameCallback(next);
    const missed = before === null ? 0 : Math.max(presentedFrames - before - 1, 0);
    before = presentedFrames;
    onframe({ at: performance.now(), missed });
  }
  return () => video.cancelVideoFrameCallback(handle);
}
