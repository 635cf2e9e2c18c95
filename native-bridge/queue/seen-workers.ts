/** The workers of a sweep as its crew sees them. A worker whose beat does not change is gone. */
import { readWorkerCard, type WorkerCard, type WorkerState } from './cards.ts';

export interface SeenWorker {
  readonly name: string;
  readonly lanes: number;
  readonly state: WorkerState;
}

/** Number of looks at an unchanged card until a worker counts as gone. */
const PATIENCE = 5;

export class SeenWorkers {
  readonly #known = new Map<string, { card: WorkerCard; unchanged: number }>();

  /**
   * @param cards of all workers, JSON by id
   * @returns ids of workers that are gone, whose cards should be removed
   */
  look(cards: Readonly<Record<string, string>>): string[] {
    for (const id of this.#known.keys()) if (cards[id] === undefined) this.#known.delete(id);
    const gone: string[] = [];
    for (const [id, json] of Object.entries(cards)) {
      const card = readWorkerCard(json);
      const known = this.#known.get(id);
      const unchanged = card && known?.card.beat === card.beat ? known.unchanged + 1 : 0;
      if (card && unchanged < PATIENCE) this.#known.set(id, { card, unchanged });
      else gone.push(id);
      if (unchanged >= PATIENCE) this.#known.delete(id);
    }
    return gone;
  }

  /** Every worker that shows itself to the sweep, including refused ones; by name. */
  get all(): readonly SeenWorker[] {
    const cards = [...this.#known.values()].map(({ card: { name, lanes, state } }) => ({ name, lanes, state }));
    return cards.sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Number of lanes of each worker that takes pieces. */
  get lanes(): readonly number[] {
    return this.all.filter(({ state }) => state.kind === 'ready').map(({ lanes }) => lanes);
  }
}
