/** The window. */
import { BrowserWindow, nativeTheme } from 'electron';
import { PAGE_URL } from './protocol.ts';
import { readBounds, writeBounds } from './window-state.ts';

/** The page's ground, in light and dark: no white flash before its first paint (tokens.css). */
const GROUND = { light: '#f6f7f8', dark: '#14171a' };
const FIRST = { width: 1280, height: 800 };

export interface WindowFiles {
  /** Built: one CommonJS file. */
  readonly preload: string;
  /** Where its bounds are kept. */
  readonly bounds: string;
}

/** Opens the window, or brings the one that is there to the front. */
export function showWindow(files: WindowFiles): BrowserWindow {
  const [there] = BrowserWindow.getAllWindows();
  if (!there) return openWindow(files);
  if (there.isMinimized()) there.restore();
  there.focus();
  return there;
}

function openWindow({ preload, bounds }: WindowFiles): BrowserWindow {
  const window = new BrowserWindow({
    ...(readBounds(bounds) ?? FIRST),
    ...{ minWidth: 1024, minHeight: 640, show: false, title: 'Signs Lab' },
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', () => writeBounds(bounds, window.getNormalBounds()));
  void window.loadURL(PAGE_URL);
  return window;
}
