/** Lobe: `signature.json` next to the model, with `inputs.Image.shape` (NHWC) and `classes.Label`; pixels in 0..1. */
import { z } from 'zod';
import type { Exporter } from './found.ts';

const Signature = z.object({
  inputs: z.object({ Image: z.object({ shape: z.array(z.int().nullable()) }) }),
  classes: z.object({ Label: z.array(z.string()).min(1) }),
});

export const lobe: Exporter = async ({ near }) => {
  const read = Signature.safeParse(await near.json('signature.json'));
  if (!read.success) return null;
  const [, height, width] = read.data.inputs.Image.shape;
  return {
    from: 'Lobe (signature.json)',
    card: {
      ...{ layout: 'NHWC', channels: 'RGB', scale: '0..1', fit: 'crop', labels: read.data.classes.Label },
      ...(height && width && { size: [height, width] }),
    },
  };
};
