/** Teachable Machine: `metadata.json` with `tmVersion`, `imageSize` and `labels`; RGB in -1..1, NHWC, centre square. */
import { z } from 'zod';
import type { Exporter } from './found.ts';

const Metadata = z.object({
  tmVersion: z.string(),
  labels: z.array(z.string()).min(1),
  imageSize: z.int().min(1).optional(),
});

export const teachableMachine: Exporter = async ({ near }) => {
  const read = Metadata.safeParse(await near.json('metadata.json'));
  if (!read.success) return null;
  const { labels, imageSize } = read.data;
  return {
    from: 'Teachable Machine (metadata.json)',
    card: {
      ...{ layout: 'NHWC', channels: 'RGB', scale: '-1..1', fit: 'crop', labels },
      ...(imageSize && { size: [imageSize, imageSize] }),
    },
  };
};
