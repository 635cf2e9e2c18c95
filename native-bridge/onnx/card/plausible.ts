/** The cards that a net may have been trained with, as far as its files leave it open; most likely first. */
import type { Card, CardDraft, Scale } from './card.ts';
import type { ForeignNet } from './foreign.ts';

/** Mean and standard deviation of ImageNet's pixels, as in torchvision and most projects derived from it. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** Keras's "caffe" preprocessing: BGR in 0..255 minus the mean of ImageNet. */
const CAFFE = { mean: [103.939, 116.779, 123.68].map((mean) => mean / 255), std: [1, 1, 1].map((one) => one / 255) };
const FITS: readonly Card['fit'][] = ['crop', 'squash', 'letterbox'];

/** @param labels for cards whose labels are unknown */
export function plausibleCards({ card, probe }: ForeignNet, labels: readonly string[]): Card[] {
  const cards: Card[] = [];
  for (const form of probe.forms) {
    for (const channels of channelsOf(card, form.channels)) {
      for (const scale of card.scale ? [card.scale] : scalesOf(channels)) {
        for (const fit of card.fit ? [card.fit] : FITS) {
          const { layout, size } = form;
          const output = card.output ?? probe.output.kind;
          cards.push({ layout, size, fit, channels, scale, output, labels: [...(card.labels ?? labels)] });
        }
      }
    }
  }
  return cards;
}

function channelsOf({ channels }: CardDraft, ran: Card['channels']): Card['channels'][] {
  if (channels) return [channels];
  return ran === 'grey' ? ['grey'] : ['RGB', 'BGR'];
}

function scalesOf(channels: Card['channels']): Scale[] {
  const usual: Scale[] = ['0..1', '-1..1', '0..255'];
  if (channels === 'RGB') return [...usual, IMAGENET];
  if (channels === 'BGR') {
    return [...usual, { mean: IMAGENET.mean.toReversed(), std: IMAGENET.std.toReversed() }, CAFFE];
  }
  return usual;
}
