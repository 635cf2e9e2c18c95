/** The machine's own ffmpeg: finds it, checks what it supports, and says how to install it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DatasetError } from '../../dataset.ts';

export interface Ffmpeg {
  readonly command: string;
  /** Whether it supports `-fps_mode` and `showinfo=checksum` (5.1 and later). */
  readonly recent: boolean;
}

/** ms. It answers much sooner even on a slow disk. */
const TIMEOUT = 20_000;

const INSTALL: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'sudo apt install ffmpeg (Debian, Ubuntu), sudo dnf install ffmpeg-free (Fedora)',
  darwin: 'brew install ffmpeg',
  win32: 'winget install Gyan.FFmpeg',
};

/** @param path the video, for errors @throws DatasetError if there is no ffmpeg that runs */
export async function findFfmpeg(path: string): Promise<Ffmpeg> {
  const named = process.env.SIGNS_LAB_FFMPEG;
  const command = named || 'ffmpeg';
  let printed: string;
  try {
    const { stdout } = await promisify(execFile)(command, ['-hide_banner', '-version'], { timeout: TIMEOUT });
    printed = stdout;
  } catch (cause) {
    const found = named ? `SIGNS_LAB_FFMPEG names ${named}, which does not run` : 'there is none on this machine';
    throw new DatasetError(`Decoding ${path} needs the program ffmpeg, and ${found}.`, installing(), { cause });
  }
  if (!printed.startsWith('ffmpeg version ')) {
    throw new DatasetError(`${command} does not answer like ffmpeg.`, installing());
  }
  return { command, recent: isRecent(printed) };
}

function installing(): string {
  const how = INSTALL[process.platform] ?? 'see ffmpeg.org';
  return `Install it: ${how}; or set SIGNS_LAB_FFMPEG to its path. The lab's page plays videos without it.`;
}

/** Builds from ffmpeg's repository are named `N-12345-g...`, and are newer. */
function isRecent(printed: string): boolean {
  const [, major, minor] = /^ffmpeg version n?(\d+)\.(\d+)/.exec(printed) ?? [];
  return major === undefined || Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 1);
}
