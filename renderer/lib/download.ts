import type { Output } from '../../main/ipc/contract.ts';

/** Passes it to the browser as a download. */
export function download({ name, bytes }: Output<'models.file'>): void {
  saveBlob(name, new Blob([bytes.slice()], { type: 'application/octet-stream' }));
}

/** The same for a blob. */
export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
