import { Addressed } from '../../../lib/addressed.svelte.ts';
import { useLab } from '../../../lib/lab.ts';
import type { QueryChange } from '../../../lib/place.ts';
import { type Cell, cellText, readCell } from '../numbers/matrix.ts';
import { ChosenPicture, pictureText } from '../picture/chosen-picture.svelte.ts';
import { type Asked, Column } from './column.svelte.ts';
import { SIDE } from './compute/subject.ts';
import { readSettings } from './settings.ts';

/** The station's state: picture, one or two models, method and selection. Create it during component setup. */
export class Why implements Asked {
  readonly #router = useLab().router;
  readonly chosenPicture = new ChosenPicture();
  readonly settings = $derived(readSettings(this.#router.query));
  /** The selected pixel, in every map. */
  readonly #pixel = new Addressed<Cell | null>(this.#router, {
    name: 'cell',
    read: (text) => readCell(text, { rows: SIDE, columns: SIDE }),
    write: (cell) => cell && cellText(cell),
  });
  /** The step of a change shown; null: the last one. */
  readonly step = new Addressed<number | null>(this.#router, {
    name: 'step',
    read: (text) => (text !== null && /^\d{1,4}$/.test(text) ? Number(text) : null),
    write: (step) => (step === null ? null : String(step)),
  });
  readonly first: Column;
  readonly second: Column;

  constructor() {
    this.first = new Column('model', this);
    this.second = new Column('second', this);
  }

  get columns(): readonly Column[] {
    return this.second.chosen.id === null ? [this.first] : [this.first, this.second];
  }

  /** The explained class, by name: two models may order their classes differently. */
  get explainedLabel(): string | null {
    const named = this.first.labels[this.settings.explained ?? -1];
    return named ?? this.first.labels[this.first.top ?? -1] ?? null;
  }

  /** The target class. */
  get targetLabel(): string | null {
    const named = this.first.labels[this.settings.target ?? -1];
    return named ?? this.first.labels[this.#runnerUp() ?? -1] ?? null;
  }

  /** The camera is on: a picture that changes with every frame is not explained. */
  get live(): boolean {
    return this.chosenPicture.name?.kind === 'camera';
  }

  get query(): URLSearchParams {
    return this.#router.query;
  }

  get pixel(): Cell | null {
    return this.#pixel.value;
  }

  look(pixel: Cell): void {
    this.#pixel.set(pixel);
  }

  /** A choice: written to the address at once. */
  set(change: QueryChange): void {
    this.#router.set(change);
  }

  /** Null until it is loaded, and while the camera is on. */
  get picture(): Asked['picture'] {
    const { name, pixels } = this.chosenPicture;
    return name && pixels && !this.live ? { name: pictureText(name), pixels } : null;
  }

  /** The second most probable class of the first model. */
  #runnerUp(): number | null {
    const { top, answer } = this.first;
    if (top === null || !answer.output) return null;
    const { probabilities } = answer.output;
    const others = [...probabilities.keys()].filter((at) => at !== top);
    return others.reduce<number | null>(
      (best, at) => (best === null || probabilities[at]! > probabilities[best]! ? at : best),
      null,
    );
  }
}
