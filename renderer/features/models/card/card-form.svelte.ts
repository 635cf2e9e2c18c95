import type { Input, Output } from '../../../../main/ipc/contract.ts';
import { numbersIn, numbersText } from './number-list.ts';

export type Inspection = Output<'models.card'>;
export type CardDraft = Input<'models.setCard'>['card'];
type Card = Input<'models.previewCard'>['card'];

/** The card of a third-party model while a person fills it in. An open choice is an empty text. */
export class CardForm {
  layout = $state('');
  height = $state<number | null>(null);
  width = $state<number | null>(null);
  fit = $state('');
  channels = $state('');
  /** `mean`: mean and deviation, below. */
  scale = $state('');
  mean = $state('');
  std = $state('');
  output = $state('');
  /** One class per line. */
  labels = $state('');

  /** Shows the known values. */
  show({ layout, size, fit, channels, scale, output, labels }: CardDraft): void {
    this.layout = layout ?? '';
    [this.height, this.width] = size ?? [null, null];
    this.fit = fit ?? '';
    this.channels = channels ?? '';
    this.scale = typeof scale === 'object' ? 'mean' : (scale ?? '');
    if (typeof scale === 'object') [this.mean, this.std] = [numbersText(scale.mean), numbersText(scale.std)];
    this.output = output ?? '';
    this.labels = labels?.join('\n') ?? '';
  }

  /** The values filled in so far, without unreadable numbers. */
  get draft(): CardDraft {
    const { height, width } = this;
    const scale = this.#scale;
    const labels = this.labels
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    return {
      ...(this.layout && { layout: this.layout as Card['layout'] }),
      ...(height !== null && width !== null && { size: [height, width] }),
      ...(this.fit && { fit: this.fit as Card['fit'] }),
      ...(this.channels && { channels: this.channels as Card['channels'] }),
      ...(scale && { scale }),
      ...(this.output && { output: this.output as 'logits' | 'probabilities' }),
      ...(labels.length > 0 && { labels }),
    };
  }

  /** Null while anything that determines the net's input is open. */
  get whole(): Card | null {
    const { layout, size, fit, channels, scale } = this.draft;
    return layout && size && fit && channels && scale ? { layout, size, fit, channels, scale } : null;
  }

  get #scale(): Card['scale'] | null {
    if (this.scale !== 'mean') return (this.scale || null) as Card['scale'] | null;
    const [mean, std] = [numbersIn(this.mean), numbersIn(this.std)];
    const count = this.channels === 'grey' ? 1 : 3;
    const fits = mean?.length === count && std?.length === count && std.every((value) => value > 0);
    return fits ? { mean, std } : null;
  }
}
