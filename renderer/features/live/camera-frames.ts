/** A camera's frames as the browser shows them, one call each. */
export interface Shown {
  /** ms, of `performance.now()`: when this page was given the frame. */
  readonly at: number;
  /** Frames that the browser showed between this one and the last that was heard of. */
  readonly missed: number;
}

/** Calls `hear` with every frame of the video that this page gets to see, until the returned function is called. */
export function followFrames(video: HTMLVideoElement, hear: (frame: Shown) => void): () => void {
  let before: number | null = null;
  let handle = video.requestVideoFrameCallback(next);
  function next(_now: number, { presentedFrames }: VideoFrameCallbackMetadata): void {
    handle = video.requestVideoFrameCallback(next);
    const missed = before === null ? 0 : Math.max(presentedFrames - before - 1, 0);
    before = presentedFrames;
    hear({ at: performance.now(), missed });
  }
  return () => video.cancelVideoFrameCallback(handle);
}
