/** Carries the contract between main and the window's page. */
import { BrowserWindow, ipcMain, MessageChannelMain, type WebFrameMain } from 'electron';
import type { Lab } from '../services/lab.ts';
import { answer } from './answer.ts';
import { ASK, EVENT, FRAMES } from './preload-api.ts';

/**
 * @param isOurs whether a frame is the page of the lab's window: requests of any other are refused
 */
export function carryContract(
  lab: Pick<Lab, 'handlers' | 'listen' | 'connectFrames'>,
  isOurs: (frame: WebFrameMain | null) => boolean,
): void {
  ipcMain.handle(ASK, (event, channel: unknown, input: unknown) => {
    if (isOurs(event.senderFrame)) return answer(lab.handlers, channel, input);
    const failure = { message: 'Only the window of the lab may send requests.', badArgument: true };
    return { ok: false, failure };
  });
  // Frames go straight from the page to the recognition host: main passes on the two ends of the channel and sees no frame.
  ipcMain.on(FRAMES, ({ senderFrame, sender }) => {
    if (!isOurs(senderFrame)) return;
    const { port1, port2 } = new MessageChannelMain();
    lab.connectFrames(port1);
    sender.postMessage(FRAMES, null, [port2]);
  });
  lab.listen((event, payload) => {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send(EVENT, event, payload);
  });
}
