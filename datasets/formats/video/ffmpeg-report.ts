/** Parses what ffmpeg prints with `-loglevel level+info`: the duration, each frame's time and size, and errors. */

export interface FrameLine {
  /** ms from the beginning; null if the file has no timestamp for this frame. */
  readonly at: number | null;
  readonly width: number;
  readonly height: number;
}

/** Maximum number of error lines that are kept. */
const MOST_PROBLEMS = 20;

export class FfmpegReport {
  /** ms; null if not stated. */
  duration: number | null = null;
  readonly problems: string[] = [];
  #pending = '';

  /** @param text a piece of standard error @returns the frames that it announces */
  read(text: string): FrameLine[] {
    const lines = (this.#pending + text).split(/[\r\n]/);
    this.#pending = (lines.pop() ?? '').slice(-65_536);
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): FrameLine[] {
    const frame = /^\[Parsed_showinfo_\d+ @ \S+\] \[info\] n: *\d+ pts: *\S+ +pts_time:(\S+) .*?\bs:(\d+)x(\d+) /.exec(
      line,
    );
    if (frame) {
      const [, seconds, width, height] = frame;
      const at = Number(seconds) * 1000;
      return [{ at: Number.isFinite(at) ? at : null, width: Number(width), height: Number(height) }];
    }
    const length = /^\[info\] {3}Duration: (\d+):(\d\d):(\d\d\.\d+),/.exec(line);
    if (length) this.duration ??= (Number(length[1]) * 3600 + Number(length[2]) * 60 + Number(length[3])) * 1000;
    const problem = /\[(error|fatal)\] |corrupt/.test(line);
    if (problem && this.problems.length < MOST_PROBLEMS) this.problems.push(line);
    return [];
  }
}

/** Why there is no frame, as the end of a sentence that starts with the file's name. */
export function whyNoFrame(problems: readonly string[]): string {
  const text = problems.join('\n');
  if (/matches no streams/.test(text)) return 'holds no video: there is only sound or other data in it';
  if (/moov atom not found/.test(text)) {
    return 'is cut off: the table of its frames, which this kind of file has at its end, is missing';
  }
  if (/[Dd]ecoder \S+ not found|[Dd]ecoder .*not found|Decoding requested, but no decoder|Unknown decoder/.test(text)) {
    return 'is compressed with a codec for which the installed ffmpeg has no decoder';
  }
  if (/picture size|max_pixels|Picture size/.test(text)) return 'has frames that are too large';
  return 'is damaged, or not a video: no frame can be decoded';
}
