/**
 * Image denotations of the ONNX standard (docs/MetadataProps.md and docs/TypeDenotation.md of github.com/onnx/onnx), as
 * Windows ML and Custom Vision write them.
 */
import type { Card, CardDraft } from '../card.ts';
import type { Outline } from '../outline.ts';
import type { Exporter } from './found.ts';

const CHANNELS: Readonly<Record<string, Card['channels']>> = {
  ...{ gray8: 'grey', rgb8: 'RGB', bgr8: 'BGR', srgb8: 'RGB' },
};
const SCALES: Readonly<Record<string, Card['scale']>> = {
  ...{ nominalrange_0_255: '0..255', normalized_0_1: '0..1', normalized_1_1: '-1..1' },
};

export const standard: Exporter = ({ outline }) => {
  const { metadata } = outline;
  const channels = CHANNELS[metadata.get('Image.BitmapPixelFormat')?.toLowerCase() ?? ''];
  const scale = SCALES[metadata.get('Image.NominalPixelRange')?.toLowerCase() ?? ''];
  const layout = layoutOf(outline);
  const card: CardDraft = { ...(channels && { channels }), ...(scale && { scale }), ...(layout && { layout }) };
  return Object.keys(card).length > 0 ? { from: 'image denotations in the file', card } : null;
};

/** The layout, from the axis that is denoted as the channel axis. */
function layoutOf({ graph }: Outline): Card['layout'] | null {
  const axes = graph.input[0]?.type?.tensorType?.shape?.dim ?? [];
  const at = axes.findIndex(({ denotation }) => denotation === 'DATA_CHANNEL');
  return axes.length !== 4 ? null : at === 1 ? 'NCHW' : at === 3 ? 'NHWC' : null;
}
