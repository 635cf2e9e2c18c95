/** Where the window stood when it was closed. */
import { readFileSync } from 'node:fs';
import { type BrowserWindow, screen } from 'electron';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

const WindowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1024),
  height: z.int().min(640),
  maximized: z.boolean().default(false),
});
export type WindowState = z.infer<typeof WindowState>;

/** Null where none is kept, or no screen of now would show it. */
export function readWindowState(file: string): WindowState | null {
  try {
    const state = WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
    return isSeen(state) ? state : null;
  } catch {
    return null;
  }
}

/** The title bar's middle lies on a screen: the person can take hold of it. */
function isSeen({ x, y, width }: WindowState): boolean {
  const middle = x + width / 2;
  return screen
    .getAllDisplays()
    .some(
      ({ workArea }) =>
        middle >= workArea.x &&
        middle <= workArea.x + workArea.width &&
        y >= workArea.y &&
        y < workArea.y + workArea.height,
    );
}

export function writeWindowState(file: string, window: BrowserWindow): void {
  const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    writeFileAtomic.sync(file, JSON.stringify(state));
  } catch {
    // A full disk must not keep the window from closing: it stands elsewhere next time.
  }
}
