/** The window. */
import { BrowserWindow, nativeTheme } from 'electron';
import { PAGE_URL } from './protocol.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

/** The page's background, light and dark: no white flash before its first paint (tokens.css). */
const BACKGROUND = { light: '#f6f7f8', dark: '#14171a' };
const FIRST = { width: 1280, height: 800, maximized: false };

export interface WindowFiles {
  /** Built: one CommonJS file. */
  readonly preload: string;
  /** Where its position on the screen is stored. */
  readonly state: string;
}

/** Opens the window, or brings the existing one to the front. */
export function showWindow(files: WindowFiles): BrowserWindow {
  const [there] = BrowserWindow.getAllWindows();
  if (!there) return openWindow(files);
  if (there.isMinimized()) there.restore();
  there.focus();
  return there;
}

function openWindow({ preload, state }: WindowFiles): BrowserWindow {
  const { maximized, ...bounds } = readWindowState(state) ?? FIRST;
  const window = new BrowserWindow({
    ...bounds,
    ...{ minWidth: 1024, minHeight: 640, show: false, title: 'Signs Lab' },
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => (maximized ? window.maximize() : window.show()));
  window.on('close', () => writeWindowState(state, window));
  reloadAfterCrash(window);
  void window.loadURL(PAGE_URL);
  return window;
}

/** A page that soon crashes again is not reloaded a second time; the person can use View > Reload. */
function reloadAfterCrash(window: BrowserWindow): void {
  let last = Number.NEGATIVE_INFINITY; // ms
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || performance.now() - last < 10_000) return;
    last = performance.now();
    window.reload();
  });
}
