import { untrack } from 'svelte';
import { softmaxCrossEntropy } from '../../../../native-bridge/reference/softmax-cross-entropy.ts';
import { useLab } from '../../../lib/lab.ts';
import { ChosenModel } from '../model/chosen-model.svelte.ts';
import type { OpenModel } from '../model/open-model.ts';
import { cellText } from '../numbers/matrix.ts';
import { ChosenPicture, pictureText } from '../picture/chosen-picture.svelte.ts';
import { Computed } from '../worker/computed.svelte.ts';
import { changed, isUnchanged } from './edit.ts';
import { PictureChanges } from './picture-changes.svelte.ts';
import { readPlace } from './place-text.ts';
import { type Region, receptiveField } from './receptive-field.ts';
import { numberAt, type Traced } from './sums.ts';
import type { TraceOutput } from './trace-job.ts';
import { trueLabel } from './true-label.svelte.ts';
import { type Place, volumesOf } from './volume.ts';

/** The station's state: a net, a picture, and the selected number. Create it during component setup. */
export class NetView {
  readonly #router = useLab().router;
  readonly model = new ChosenModel();
  readonly picture = new ChosenPicture();
  readonly changes = new PictureChanges();
  /** The picture's label in the dataset. */
  readonly truth = trueLabel(() => this.picture.name);
  readonly #computed = new Computed('one-net');
  #original = $state.raw<{ readonly subject: string; readonly logits: Float64Array } | null>(null);
  /** The number under the mouse, wherever it is shown; null: none. */
  looked = $state.raw<Place | null>(null);

  /** The picture as the net sees it, (64,64,3) RGB. */
  readonly pixels = $derived.by(() => {
    const { pixels } = this.picture;
    return pixels && changed(pixels, this.changes.now);
  });
  readonly #subject = $derived(
    this.model.opened.value && this.picture.name && `${this.model.opened.value.id} ${pictureText(this.picture.name)}`,
  );
  /** The model's numbers for the newest computed picture. */
  readonly net = $derived.by((): (Traced & { readonly open: OpenModel; readonly answer: TraceOutput }) | null => {
    const [open, answer] = [this.model.opened.value, this.#computed.output];
    if (!open || answer?.model !== open.id) return null;
    const { network, parameters } = open;
    return { open, answer, network, parameters, volumes: this.#volumes, levels: answer.levels };
  });
  readonly #volumes = $derived(this.model.opened.value ? volumesOf(this.model.opened.value.network) : []);
  /** The number named by the address; by default the middle of the first layer's first channel. */
  readonly place = $derived(readPlace(this.#router.query, this.#volumes));
  /** The selected number's receptive field at every level, from the picture on. */
  readonly field = $derived.by((): Region[] => {
    const network = this.model.opened.value?.network;
    return network ? receptiveField(network, this.#volumes, this.looked ?? this.place) : [];
  });

  constructor() {
    $effect(() => this.#ask());
    $effect(() => {
      const output = this.#computed.output;
      if (output?.original) this.#original = { subject: output.subject, logits: output.original };
    });
    let before: readonly (string | null)[] | null = null;
    $effect(() => {
      const { query } = this.#router;
      const now = [this.picture.name && pictureText(this.picture.name), query.get('drawn'), query.get('shift')];
      // Another picture starts unedited, unless its address contains edits.
      const another = before !== null && before[0] !== null && before[0] !== now[0];
      if (another && now[1] === before?.[1] && now[2] === before?.[2]) untrack(() => this.changes.forget());
      before = now;
    });
  }

  get error() {
    return this.#computed.error;
  }

  /** The class predicted before the picture was edited; null where it is not known, or the picture was not edited. */
  get chosenBefore(): number | null {
    const original = this.#original;
    if (!original || original.subject !== this.net?.answer.subject || isUnchanged(this.changes.now)) return null;
    return original.logits.indexOf(Math.max(...original.logits));
  }

  get chosen(): number | null {
    const probabilities = this.net?.answer.probabilities;
    return probabilities ? probabilities.indexOf(Math.max(...probabilities)) : null;
  }

  /** The index of the true class in the model, and the picture's loss; null where it is not known or not one of the model's. */
  get loss(): { readonly y: number; readonly loss: number } | null {
    const y = this.truth.value ? (this.model.opened.value?.labels.indexOf(this.truth.value) ?? -1) : -1;
    const logits = this.net?.levels.at(-1);
    return logits && y >= 0 ? { y, loss: softmaxCrossEntropy(logits, [y]).loss } : null;
  }

  choose({ level, channel, ...cell }: Place): void {
    this.looked = null;
    this.#router.set({ layer: level, channel, cell: cellText(cell), from: null });
  }

  /** The largest number of a channel, where there is something to see. */
  chooseStrongest(level: number, channel: number): void {
    const { net } = this;
    if (!net) return;
    const { rows, columns } = net.volumes[level]!;
    let best = { level, channel, row: 0, column: 0 };
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const next = { level, channel, row, column };
        if (Math.abs(numberAt(net, next)) > Math.abs(numberAt(net, best))) best = next;
      }
    }
    this.choose(best);
  }

  /** Which channel of a convolution's input is shown number by number. */
  get inputChannel(): number {
    const channels = this.#volumes[this.place.level - 1]?.channels ?? 1;
    const from = Number(this.#router.query.get('from'));
    return Number.isInteger(from) && from >= 0 && from < channels ? from : 0;
  }

  chooseInputChannel(channel: number): void {
    this.#router.set({ from: channel });
  }

  #ask(): void {
    const [open, pixels, subject] = [this.model.opened.value, this.pixels, this.#subject];
    if (!open || !pixels || !subject) return;
    const { id: model, network, parameters } = open;
    const untouched = isUnchanged(this.changes.now);
    // A camera's frame differs each time: the previous result is of no use.
    const wanted = this.picture.name?.kind !== 'camera' && untrack(() => this.#original?.subject) !== subject;
    const original = untouched ? 'same' : wanted ? this.picture.pixels : null;
    untrack(() => this.#computed.ask({ subject, model, network, parameters, pixels, original }));
  }
}
