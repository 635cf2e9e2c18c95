/** The bridge between the sandboxed page and main: the only user of ipcRenderer. Built as one CommonJS file. */
import { contextBridge, ipcRenderer } from 'electron';
import { ASK, EVENT, FRAMES, type PreloadApi } from '../ipc/preload-api.ts';

/** Of the page's window the one function that is used here: main is compiled without the DOM. */
declare const window: { postMessage(data: string, targetOrigin: string, transfer: readonly unknown[]): void };

const api: PreloadApi = {
  request: (channel, input) => ipcRenderer.invoke(ASK, channel, input),
  listen: (hear) => {
    // The event object itself would hand the page more of Electron than the contract.
    ipcRenderer.on(EVENT, (_, event, payload) => hear(event, payload));
  },
  openFrames: () => ipcRenderer.send(FRAMES),
};

// A port cannot pass the bridge's functions; the page's own window can be handed it.
ipcRenderer.on(FRAMES, ({ ports }) => window.postMessage(FRAMES, '/', [...ports]));

contextBridge.exposeInMainWorld('lab', api);
