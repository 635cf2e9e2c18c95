/** The bridge between the sandboxed page and main: the only user of ipcRenderer. Built as one CommonJS file. */
import { contextBridge, ipcRenderer } from 'electron';
import { ASK, EVENT, FRAMES, type PreloadApi } from '../ipc/preload-api.ts';

/** The one function of the page's window that is used here: main is compiled without the DOM types. */
declare const window: { postMessage(data: string, targetOrigin: string, transfer: readonly unknown[]): void };

const api: PreloadApi = {
  request: (channel, input) => ipcRenderer.invoke(ASK, channel, input),
  listen: (hear) => {
    // The event object itself would give the page more of Electron than the contract.
    ipcRenderer.on(EVENT, (_, event, payload) => hear(event, payload));
  },
  openFrames: () => ipcRenderer.send(FRAMES),
};

// A port cannot pass through the context bridge; it can be posted to the page's own window.
ipcRenderer.on(FRAMES, ({ ports }) => window.postMessage(FRAMES, '/', [...ports]));

contextBridge.exposeInMainWorld('lab', api);
