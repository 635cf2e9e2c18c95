/** The use cases of live recognition. Its host is its own: no evaluation of thousands of pictures holds a frame up. */
import type { FrameAnswer } from '../../../native-bridge/host/frame-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import { Recogniser } from '../../hosts/recognition.ts';
import { failureOf } from '../../ipc/answer.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { LabContext } from '../context.ts';
import { modelFile } from '../models/model-files.ts';
import { modelRows } from '../models/model-rows.ts';
import { recordingHandlers } from './recordings.ts';

export interface Live {
  readonly handlers: HandlersOf<'live' | 'recordings'>;
  /** Shows a frame to the host, which checks it. Always answers. */
  frames(ask: unknown): Promise<FrameAnswer>;
  /** Gives the host one end of a MessagePort, on which frames then come and go without main. */
  connectFrames(port: unknown): void;
  /** The camera's host, for whoever else works on its pictures. */
  readonly recogniser: Recogniser;
  close(): void;
}

export function liveService(context: LabContext): Live {
  const recogniser = new Recogniser();
  const rows = modelRows(context.db);
  return {
    recogniser,
    connectFrames: (port) => recogniser.connect(port),
    close: () => recogniser.close(),
    async frames(ask) {
      try {
        return await recogniser.ask<'frame'>({ kind: 'frame', ask });
      } catch (error) {
        if (!(error instanceof HostError)) throw error;
        // A host that died comes back with the next question, and then knows no model.
        return { kind: 'failed', frame: null, admitted: false, error: failureOf(error) };
      }
    },
    handlers: {
      'live.admit': async ({ models }) => {
        for (const model of models) {
          rows.get(model);
          await recogniser.ask<'admit'>({ kind: 'admit', model, path: modelFile(context.paths.model(model)) });
        }
        return null;
      },
      ...recordingHandlers(context),
    },
  };
}
