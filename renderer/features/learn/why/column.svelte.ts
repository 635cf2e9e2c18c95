import { ChosenModel } from '../model/chosen-model.svelte.ts';
import type { OpenModel } from '../model/open-model.ts';
import { convolutions } from './compute/grad-cam.ts';
import { argmax, type Subject } from './compute/subject.ts';
import { Explained } from './explained.svelte.ts';
import { readMap } from './pixel-map.ts';
import { type Method, MOST_STEPS, type Settings, SMOOTH } from './settings.ts';

/** What the station's columns share; read when needed, since some of it depends on the first column. */
export interface Asked {
  readonly query: URLSearchParams;
  readonly settings: Settings;
  /** The picture's name and (64,64,3) RGB bytes; null until loaded. */
  readonly picture: { readonly name: string; readonly pixels: Uint8Array } | null;
  /** Name of the explained class and of the target; null until they are known. */
  readonly explainedLabel: string | null;
  readonly targetLabel: string | null;
}

/** One model and its explanations of the picture by the chosen method. Create it during component setup. */
export class Column {
  readonly #asked: Asked;
  /** Its name in the address. */
  readonly place: 'model' | 'second';
  readonly chosen: ChosenModel;
  readonly answer: Explained<'why-answer'>;
  readonly occlusion: Explained<'why-occlusion'>;
  readonly gradient: Explained<'why-gradient'>;
  readonly gradCam: Explained<'why-grad-cam'>;
  readonly change: Explained<'why-change'>;

  constructor(place: 'model' | 'second', asked: Asked) {
    [this.place, this.#asked] = [place, asked];
    this.chosen = new ChosenModel(place);
    const subject = () => this.subject!;
    const explained = () => this.explained!;
    const settings = () => asked.settings;
    this.answer = new Explained('why-answer', () => this.#key, subject);
    this.occlusion = new Explained(
      'why-occlusion',
      () => this.#keyOf('occlusion'),
      () => {
        const { patch, stride, fill } = settings();
        return { ...subject(), explained: explained(), patch, stride, fill };
      },
    );
    this.gradient = new Explained(
      'why-gradient',
      () => this.#keyOf('gradient'),
      () => {
        const { copies, noise, seed } = settings();
        return { ...subject(), explained: explained(), copies, noise, seed };
      },
    );
    this.gradCam = new Explained(
      'why-grad-cam',
      () => this.#keyOf('grad-cam'),
      () => ({
        ...subject(),
        ...{ explained: explained(), conv: this.conv! },
      }),
    );
    this.change = new Explained(
      'why-change',
      () => this.#keyOf('change'),
      () => {
        const { length, smooth } = settings();
        return { ...subject(), target: this.target!, length, smooth: smooth ? SMOOTH : 0, most: MOST_STEPS };
      },
    );
  }

  /** Null until it is loaded, and where none is chosen. */
  get open(): OpenModel | null {
    const open = this.chosen.opened.value ?? null;
    return open?.id === this.chosen.id ? open : null;
  }

  get labels(): readonly string[] {
    return this.open?.labels ?? [];
  }

  /** Null while an input is missing. */
  get subject(): Subject | null {
    const { picture } = this.#asked;
    if (!this.open || !picture) return null;
    const { network, parameters } = this.open;
    return { network, parameters, pixels: picture.pixels };
  }

  /** Index of the predicted class; null until it is computed. */
  get top(): number | null {
    return this.answer.output && argmax(this.answer.output.probabilities);
  }

  /** Index of the explained class among the model's; null where it does not have it. */
  get explained(): number | null {
    return this.#indexOf(this.#asked.explainedLabel);
  }

  /** Index of the target class among the model's. */
  get target(): number | null {
    return this.#indexOf(this.#asked.targetLabel);
  }

  /** The address's convolution, an index in `network.layers`; the last by default, null where there is none. */
  get conv(): number | null {
    const all = this.open ? convolutions(this.open.network) : [];
    const named = Number(this.#asked.query.get(this.place === 'model' ? 'layer' : 'second-layer') ?? Number.NaN);
    return all.includes(named) ? named : (all.at(-1) ?? null);
  }

  /** The chosen method is running and has nothing to show yet. */
  get waiting(): boolean {
    const { occlusion, gradient, gradCam, change } = this;
    const of = { occlusion, gradient, 'grad-cam': gradCam, change }[this.#asked.settings.method];
    return of.busy && of.output === null && of.part === null;
  }

  /** The chosen method's result for every pixel, (64,64); null until it is complete. */
  readonly map: Float64Array | null = $derived.by(() => readMap(this, this.#asked.settings));

  get #key(): string | null {
    return this.subject && `${this.open?.id} ${this.#asked.picture?.name}`;
  }

  /** Null while another method is chosen, or this model is not available. */
  #keyOf(method: Method): string | null {
    const { settings } = this.#asked;
    if (settings.method !== method || this.#key === null) return null;
    if (method === 'change') return this.#keyOfChange();
    if (this.explained === null || (method === 'grad-cam' && this.conv === null)) return null;
    const { patch, stride, fill, copies, noise, seed } = settings;
    const own = {
      occlusion: [patch, stride, fill],
      gradient: copies === 0 ? ['plain'] : [copies, noise, seed],
      'grad-cam': [this.conv],
    }[method];
    return [this.#key, this.explained, ...own].join(' ');
  }

  #keyOfChange(): string | null {
    const { length, smooth } = this.#asked.settings;
    if (this.target === null || this.top === null || this.target === this.top) return null;
    return [this.#key, this.target, length, smooth].join(' ');
  }

  #indexOf(label: string | null): number | null {
    const at = label === null ? -1 : this.labels.indexOf(label);
    return at < 0 ? null : at;
  }
}
