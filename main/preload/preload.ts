/** The bridge between the sandboxed page and main: the only user of ipcRenderer. Built as one CommonJS file. */
import { contextBridge, ipcRenderer } from 'electron';
import { ASK, EVENT, type PreloadApi } from '../ipc/preload-api.ts';

const api: PreloadApi = {
  request: (channel, input) => ipcRenderer.invoke(ASK, channel, input),
  listen: (hear) => {
    // The event object itself would hand the page more of Electron than the contract.
    ipcRenderer.on(EVENT, (_, event, payload) => hear(event, payload));
  },
};

contextBridge.exposeInMainWorld('lab', api);
