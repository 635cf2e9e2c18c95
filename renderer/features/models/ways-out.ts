/** The two ways in which a model leaves the lab. */
import type { Client } from '../../lib/client.svelte.ts';
import type { WayOut } from './model-export.svelte.ts';

/** The ONNX file, with its class names and its parity report next to it where it is written to a path. */
export function asOnnx(client: Client, model: () => number): WayOut {
  return {
    async write(path, overwrite) {
      const saved = await client.request('models.export', { model: model(), path, overwrite });
      const beside = [{ what: 'Its class names', path: saved.labels }];
      if (saved.report !== null) beside.push({ what: 'Its parity report', path: saved.report });
      for (const other of saved.others) beside.push({ what: 'It needs', path: other });
      return { path: saved.path, beside };
    },
    file: () => client.request('models.file', { model: model() }),
  };
}

/** A page of its own. @param task names a task */
export function asPage(client: Client, task: () => string, model: () => number): WayOut {
  return {
    async write(path, overwrite) {
      const saved = await client.request('models.exportPage', { task: task(), model: model(), path, overwrite });
      return { path: saved.path, beside: [] };
    },
    file: () => client.request('models.page', { task: task(), model: model() }),
  };
}
