/**
 * A small stand-in for Electron's `electron` module, so that the real main/electron.ts, preload script, hosts and
 * handlers run where its binary is not available. It records what the app sets up, for the tests; every part is checked
 * against Electron's own declarations. It cannot test what only Chromium does (the sandbox, the CSP, the fuses).
 */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type * as Electron from 'electron';

type Handler = (event: Partial<Electron.IpcMainInvokeEvent>, ...args: unknown[]) => unknown;

/** What was set up, for tests. */
export const seen = {
  quits: 0,
  opened: [] as string[],
  handlers: new Map<string, Handler>(),
  protocols: new Map<string, (request: Request) => Promise<Response>>(),
  schemes: [] as Electron.CustomScheme[],
  permissionRequest: null as null | Parameters<Electron.Session['setPermissionRequestHandler']>[0],
  permissionCheck: null as null | Parameters<Electron.Session['setPermissionCheckHandler']>[0],
  /** Whether the system allows the camera, and how often it was asked. */
  camera: { status: 'granted' as ReturnType<Electron.SystemPreferences['getMediaAccessStatus']>, asked: 0 },
  exposed: new Map<string, unknown>(),
  userData: '',
  errors: [] as string[],
  messages: [] as string[],
  notifications: [] as string[],
  /** Whether the app keeps the system awake. */
  awake: false,
  /** Data of the first instance, which a second one would receive. */
  start: null as unknown,
  menus: [] as Electron.MenuItemConstructorOptions[][],
  /** Processes of the hosts, in the order of their start. */
  hosts: [] as { readonly file: string; readonly pid: number | undefined }[],
  /** What the preload script posted to the page's window. */
  posted: [] as { readonly data: unknown; readonly target: string; readonly ports: readonly MessagePort[] }[],
};

/** The page's window, as far as the preload script sees it. */
Object.assign(globalThis, {
  window: {
    postMessage: (data: unknown, target: string, ports: MessagePort[]) =>
      void seen.posted.push({ data, target, ports }),
  },
});

/** Its ends are Node's; one that is sent to a utility process is tunnelled through that process's channel. */
export class MessageChannelMain {
  readonly port1: MessagePort;
  readonly port2: MessagePort;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = port1;
    this.port2 = port2;
  }
}

class App extends EventEmitter {
  requestSingleInstanceLock = (data: unknown) => {
    seen.start = data;
    return true;
  };
  whenReady = () => Promise.resolve();
  getVersion = () => '0.1.0';
  getPath = () => seen.userData;
  setAboutPanelOptions = () => {};
  /** As in Electron: `before-quit` may prevent it. */
  quit = () => {
    let held = false;
    this.emit('before-quit', { preventDefault: () => (held = true) });
    if (held) return;
    seen.quits++;
    this.emit('quit');
  };
}
export const app = new App();
app satisfies Pick<
  Record<keyof Electron.App, unknown>,
  'requestSingleInstanceLock' | 'whenReady' | 'getVersion' | 'getPath' | 'setAboutPanelOptions' | 'quit'
>;

const rendererEvents = new EventEmitter();

class WebContents extends EventEmitter {
  mainFrame = { url: '', parent: null } as unknown as Electron.WebFrameMain;
  openHandler: ((details: { url: string }) => { action: 'deny' | 'allow' }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' | 'allow' }): void {
    this.openHandler = handler;
  }
  /** Notifies the test's page as long as there is one. */
  send(channel: string, ...args: unknown[]): void {
    rendererEvents.emit(channel, {}, ...structuredClone(args));
  }
  postMessage(channel: string, message: unknown, ports: readonly MessagePort[] = []): void {
    rendererEvents.emit(channel, { ports }, structuredClone(message));
  }
}

export class BrowserWindow extends EventEmitter {
  static windows: BrowserWindow[] = [];
  static getAllWindows = () => BrowserWindow.windows;
  static getFocusedWindow = () => BrowserWindow.windows[0] ?? null;
  readonly webContents = new WebContents();
  readonly options: Electron.BrowserWindowConstructorOptions;
  focused = 0;
  reloads = 0;
  maximized = false;
  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    BrowserWindow.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.webContents.mainFrame = { url, parent: null } as unknown as Electron.WebFrameMain;
    this.emit('ready-to-show');
  }
  show = () => {};
  restore = () => {};
  reload = () => void this.reloads++;
  maximize = () => {
    this.maximized = true;
  };
  isMaximized = () => this.maximized;
  isMinimized = () => false;
  focus = () => void this.focused++;
  getNormalBounds = () => ({ x: 10, y: 20, width: 1100, height: 700 });
  close(): void {
    this.emit('close', {});
    BrowserWindow.windows = BrowserWindow.windows.filter((window) => window !== this);
    if (BrowserWindow.windows.length === 0) app.emit('window-all-closed');
  }
}

export const ipcMain = {
  handle: (channel: string, handler: Handler) => void seen.handlers.set(channel, handler),
  on: (channel: string, hear: Handler) => void seen.handlers.set(channel, hear),
} satisfies Partial<Record<keyof Electron.IpcMain, unknown>>;

export const ipcRenderer = {
  /** A request from the page's frame; data is cloned, as in Electron. */
  async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    const handler = seen.handlers.get(channel);
    if (!handler) throw new Error(`${channel} has no handler`);
    const senderFrame = BrowserWindow.windows[0]?.webContents.mainFrame ?? null;
    return structuredClone(await handler({ senderFrame }, ...structuredClone(args)));
  },
  on: (channel: string, hear: (...args: unknown[]) => void) => void rendererEvents.on(channel, hear),
  send(channel: string, ...args: unknown[]): void {
    const sender = BrowserWindow.windows[0]?.webContents;
    const event = { senderFrame: sender?.mainFrame ?? null, sender } as unknown as Partial<Electron.IpcMainInvokeEvent>;
    seen.handlers.get(channel)?.(event, ...structuredClone(args));
  },
} satisfies Partial<Record<keyof Electron.IpcRenderer, unknown>>;

export const contextBridge = {
  exposeInMainWorld: (key: string, api: unknown) => void seen.exposed.set(key, api),
} satisfies Partial<Electron.ContextBridge>;

export const protocol = {
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) => void seen.schemes.push(...schemes),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
    void seen.protocols.set(scheme, handler),
} satisfies Partial<Record<keyof Electron.Protocol, unknown>>;

export const session = {
  defaultSession: {
    setPermissionRequestHandler(handler: typeof seen.permissionRequest) {
      seen.permissionRequest = handler;
    },
    setPermissionCheckHandler(handler: typeof seen.permissionCheck) {
      seen.permissionCheck = handler;
    },
  },
} satisfies { defaultSession: Partial<Record<keyof Electron.Session, unknown>> };

export const shell = {
  openExternal: async (url: string) => void seen.opened.push(url),
} satisfies Partial<Electron.Shell>;

export const dialog = {
  showErrorBox: (title: string, content: string) => void seen.errors.push(`${title}: ${content}`),
  showMessageBox: async ({ message, detail }: Electron.MessageBoxOptions) =>
    void seen.messages.push(`${message} ${detail}`),
  showOpenDialog: async () => ({ canceled: false, filePaths: ['/somewhere'] }),
  showSaveDialog: async () => ({ canceled: true, filePath: '' }),
} satisfies Partial<Record<keyof Electron.Dialog, unknown>>;

export const nativeTheme = { shouldUseDarkColors: false, themeSource: 'system' as string } satisfies Partial<
  Record<keyof Electron.NativeTheme, unknown>
>;

export class Notification extends EventEmitter {
  static isSupported = () => true;
  readonly #options: Electron.NotificationConstructorOptions;
  constructor(options: Electron.NotificationConstructorOptions) {
    super();
    this.#options = options;
  }
  show = () => void seen.notifications.push(`${this.#options.title}: ${this.#options.body}`);
}

export const powerSaveBlocker = {
  start: () => {
    seen.awake = true;
    return 1;
  },
  stop: () => {
    seen.awake = false;
  },
} satisfies Partial<Record<keyof Electron.PowerSaveBlocker, unknown>>;

export const systemPreferences = {
  async askForMediaAccess() {
    seen.camera.asked++;
    return seen.camera.status === 'granted';
  },
  getMediaAccessStatus: () => seen.camera.status,
} satisfies Partial<Record<keyof Electron.SystemPreferences, unknown>>;

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } } as Electron.Display],
} satisfies Partial<Electron.Screen>;

export const Menu = {
  setApplicationMenu: () => {},
  buildFromTemplate(template: Electron.MenuItemConstructorOptions[]) {
    seen.menus.push(template);
    return { popup: () => {} };
  },
} satisfies Partial<Record<keyof typeof Electron.Menu, unknown>>;

export const utilityProcess = {
  /**
   * A Node process whose `process.parentPort` uses its own channel. It ends like Electron's: with 0 if it was asked to
   * end, with the signal's number if it died.
   */
  fork(file: string, args: string[], options: Electron.ForkOptions) {
    const child = fork(file, args, {
      env: options.env as NodeJS.ProcessEnv,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: ['--import', join(import.meta.dirname, 'parent-port.mjs')],
    });
    seen.hosts.push({ file, pid: child.pid });
    const events = new EventEmitter();
    let asked = false;
    const lines: MessagePort[] = [];
    child.on('spawn', () => events.emit('spawn'));
    child.on('message', (message: { line?: number; data?: unknown }) => {
      if (message?.line === undefined) events.emit('message', message);
      else lines[message.line]?.postMessage(message.data);
    });
    // The other ends close with the process.
    child.on('exit', () => {
      for (const line of lines) line.close();
    });
    child.on('exit', (status, signal) =>
      events.emit('exit', asked ? 0 : signal ? constants.signals[signal] : (status ?? 1)),
    );
    return {
      get pid() {
        return child.pid;
      },
      stdout: child.stdout,
      stderr: child.stderr,
      on: events.on.bind(events),
      once: events.once.bind(events),
      postMessage(message: object, ports: readonly MessagePort[] = []) {
        if (!child.connected) return;
        if (ports.length === 0) return void child.send(message);
        for (const port of ports) {
          const number = lines.push(port) - 1;
          port.on('message', (data) => void (child.connected && child.send({ line: number, data })));
          child.send({ opens: number, data: message });
        }
      },
      kill() {
        asked = true;
        return child.kill('SIGKILL');
      },
    };
  },
} satisfies Pick<Record<keyof typeof Electron.utilityProcess, unknown>, 'fork'>;
