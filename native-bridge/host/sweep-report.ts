/** Collects what happens in a sweep and reports it to main at most ten times a second. */
import type { FreshScore, Piece, Trial, TrialAnswers, TrialEpoch, ValidationPictures } from '../tuning/trial.ts';
import type { ComputeEvent } from './compute-messages.ts';

type Progress = Extract<ComputeEvent, { kind: 'sweep-progress' }>;

/** Values that are only determined when the report is sent. */
export type Moment = Pick<Progress, 'phase' | 'elapsed' | 'kernelSeconds' | 'secondsLeft'> & {
  readonly trials: readonly Trial[];
};

/** ms between two reports. */
const EVERY = 100;

export class SweepReport {
  readonly #send: (event: ComputeEvent) => void;
  readonly #moment: () => Moment;
  #epochs: TrialEpoch[] = [];
  #pieces: Piece[] = [];
  #pictures: ValidationPictures[] = [];
  #answers: TrialAnswers[] = [];
  #fresh: FreshScore[] = [];
  /** Pictures that main already has. */
  readonly #reported = new Set<number>();
  #timer: NodeJS.Timeout | null = null;

  /** @param moment returns the trials that have changed since its last call */
  constructor(send: (event: ComputeEvent) => void, moment: () => Moment) {
    this.#send = send;
    this.#moment = moment;
  }

  epochs(epochs: readonly TrialEpoch[]): void {
    this.#epochs.push(...epochs);
    this.changed();
  }

  piece(piece: Piece): void {
    this.#pieces.push(piece);
    this.changed();
  }

  /** @param pictures called if main does not have them yet */
  answers(answers: TrialAnswers, pictures: () => ValidationPictures): void {
    if (!this.#reported.has(answers.pictures)) this.#pictures.push(pictures());
    this.#reported.add(answers.pictures);
    this.#answers.push(answers);
    this.changed();
  }

  fresh(score: FreshScore): void {
    this.#fresh.push(score);
    this.changed();
  }

  /** Schedules a report. */
  changed(): void {
    this.#timer ??= setTimeout(() => this.flush(), EVERY);
  }

  /** Reports everything now. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { trials, ...moment } = this.#moment();
    this.#send({
      ...{ kind: 'sweep-progress', ...moment, trials: [...trials] },
      ...{ epochs: this.#epochs, pieces: this.#pieces, pictures: this.#pictures },
      ...{ answers: this.#answers, fresh: this.#fresh },
    });
    [this.#epochs, this.#pieces, this.#pictures, this.#answers, this.#fresh] = [[], [], [], [], []];
  }
}
