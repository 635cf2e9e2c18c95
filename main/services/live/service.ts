/** The use cases of live recognition. It has a separate host, so that evaluating thousands of pictures delays no frame. */
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
  /** Sends a frame to the host, which checks it. Always answers. */
  frames(ask: unknown): Promise<FrameAnswer>;
  /** Gives the host one end of a MessagePort, over which frames then travel without main. */
  connectFrames(port: unknown): void;
  /** The camera's host, for other services that work on its pictures. */
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
        // A host that died is restarted by the next question, and then has no model.
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
