/** Azure Custom Vision: bytes in BGR order, outputs `classLabel` and `loss`, labels in `labels.txt`. */
import type { Exporter } from './found.ts';

export const customVision: Exporter = async ({ outline, near }) => {
  const names = new Set(outline.graph.output.map(({ name }) => name));
  const own = [...outline.metadata.keys()].some((key) => key.startsWith('CustomVision'));
  const named = /custom ?vision/i.test(outline.producerName);
  if (!own && !named && !(names.has('classLabel') && names.has('loss'))) return null;
  const labels = await near.lines('labels.txt');
  return {
    from: labels ? 'Custom Vision (outputs, labels.txt)' : 'Custom Vision (outputs)',
    card: { channels: 'BGR', scale: '0..255', fit: 'crop', ...(labels && { labels }) },
  };
};
