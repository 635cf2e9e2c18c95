/** The two kinds of export of a model. */
import type { Client } from '../../lib/client.svelte.ts';
import { t } from './messages/index.ts';
import type { WayOut } from './model-export.svelte.ts';

/** The ONNX file; its class names and its parity report are written next to it at a path. */
export function asOnnx(client: Client, model: () => number): WayOut {
  return {
    async write(path, overwrite) {
      const saved = await client.request('models.export', { model: model(), path, overwrite });
      const beside = [{ what: t.classNames(), path: saved.labels }];
      if (saved.report !== null) beside.push({ what: t.parityReport(), path: saved.report });
      for (const other of saved.others) beside.push({ what: t.needed(), path: other });
      return { path: saved.path, beside };
    },
    file: () => client.request('models.file', { model: model() }),
  };
}

/** A web page. @param task names a task */
export function asPage(client: Client, task: () => string, model: () => number): WayOut {
  return {
    async write(path, overwrite) {
      const saved = await client.request('models.exportPage', { task: task(), model: model(), path, overwrite });
      return { path: saved.path, beside: [] };
    },
    file: () => client.request('models.page', { task: task(), model: model() }),
  };
}
