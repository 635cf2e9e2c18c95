/** Hugging Face: `preprocessor_config.json` of an image processor, and `id2label` of `config.json`. */
import { z } from 'zod';
import type { Card, CardDraft, Scale } from '../card.ts';
import type { Exporter } from './found.ts';

const Sides = z.union([z.int(), z.object({ height: z.int(), width: z.int() }), z.object({ shortest_edge: z.int() })]);
const Preprocessor = z.object({
  do_resize: z.boolean().default(true),
  size: Sides.optional(),
  do_center_crop: z.boolean().optional(),
  crop_size: Sides.optional(),
  do_rescale: z.boolean().default(true),
  rescale_factor: z.number().optional(),
  do_normalize: z.boolean().optional(),
  image_mean: z.array(z.number()).optional(),
  image_std: z.array(z.number()).optional(),
  do_flip_channel_order: z.boolean().default(false),
});
type Preprocessor = z.infer<typeof Preprocessor>;
const Config = z.object({ id2label: z.record(z.string().regex(/^\d+$/), z.string()) });

export const huggingFace: Exporter = async ({ near }) => {
  const settings = Preprocessor.safeParse(await near.json('preprocessor_config.json'));
  const config = Config.safeParse(await near.json('config.json'));
  if (!settings.success && !config.success) return null;
  const files = [settings.success && 'preprocessor_config.json', config.success && 'config.json'].filter(Boolean);
  const labels = config.success ? labelsOf(config.data.id2label) : null;
  const note = settings.success ? marginNote(settings.data) : null;
  return {
    from: `Hugging Face (${files.join(', ')})`,
    card: { ...(settings.success && cardOf(settings.data)), ...(labels && { labels }) },
    ...(note && { note }),
  };
};

function cardOf(settings: Preprocessor): CardDraft {
  const crops = settings.do_center_crop === true && settings.crop_size !== undefined;
  const sides = crops ? settings.crop_size : settings.size;
  const [size, scale] = [sides === undefined ? null : sizeOf(sides), scaleOf(settings)];
  // Resizing by the shortest edge keeps the aspect ratio, so the picture is then cropped to its centre.
  const keepsForm = typeof sides === 'object' && 'shortest_edge' in sides;
  return {
    channels: settings.do_flip_channel_order ? 'BGR' : 'RGB',
    ...(settings.do_resize && sides !== undefined && { fit: crops || keepsForm ? 'crop' : 'squash' }),
    ...(size && { size }),
    ...(scale && { scale }),
  };
}

/** Null if the whole centre square is used, which is what `crop` does. */
function marginNote({ do_resize, do_center_crop, size, crop_size }: Preprocessor): string | null {
  if (!do_resize || !do_center_crop || crop_size === undefined) return null;
  const crop = Math.max(...sizeOf(crop_size));
  if (typeof size !== 'object' || !('shortest_edge' in size) || size.shortest_edge <= crop) return null;
  return `In training the net saw the central ${crop} of ${size.shortest_edge} pixels (preprocessor_config.json), but a card cannot leave out such a margin: it is shown the whole centre square.`;
}

function sizeOf(sides: z.infer<typeof Sides>): Card['size'] {
  if (typeof sides === 'number') return [sides, sides];
  return 'height' in sides ? [sides.height, sides.width] : [sides.shortest_edge, sides.shortest_edge];
}

function scaleOf({
  do_rescale,
  rescale_factor: factor = 1 / 255,
  do_normalize,
  ...settings
}: Preprocessor): Scale | null {
  const { image_mean: mean, image_std: std } = settings;
  if (!do_rescale) return do_normalize === true ? null : '0..255';
  if (Math.abs(factor * 255 - 1) > 1e-3) return null;
  if (do_normalize === false) return '0..1';
  if (!mean || !std) return null;
  const half = [...mean, ...std].every((value) => value === 0.5);
  return half ? '-1..1' : { mean, std };
}

/** Null unless the numbers are 0, 1, 2 ... */
function labelsOf(id2label: Readonly<Record<string, string>>): string[] | null {
  const labels = Object.keys(id2label).map((_, k) => id2label[String(k)]);
  return labels.every((label) => label !== undefined) ? labels : null;
}
