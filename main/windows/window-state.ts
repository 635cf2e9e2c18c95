/** The window's position and size when it was closed. */
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

/** Null if none is stored, or no current screen would show it. */
export function readWindowState(file: string): WindowState | null {
  try {
    const state = WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
    return isReachable(state) ? state : null;
  } catch {
    return null;
  }
}

/** Whether the middle of the title bar is on a screen, so that the window can be dragged. */
function isReachable({ x, y, width }: WindowState): boolean {
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
    // A full disk must not keep the window from closing: it opens elsewhere next time.
  }
}
