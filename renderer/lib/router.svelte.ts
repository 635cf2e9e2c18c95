import { changed, href, parsePlace, type QueryChange } from './place.ts';

export { href, matchPath } from './place.ts';

/** The place in the address bar, as state. */
export class Router {
  #place = $state.raw(parsePlace(location.hash));

  constructor() {
    window.addEventListener('hashchange', () => {
      this.#place = parsePlace(location.hash);
    });
  }

  get path(): string {
    return this.#place.path;
  }

  get query(): URLSearchParams {
    return this.#place.query;
  }

  /** A step of the person's: back returns from it. */
  go(path: string, query: QueryChange = {}): void {
    location.hash = href(path, query);
  }

  /** What a screen shows of itself (filter, sorting, tab): it takes the place of what was there, without a step back. */
  set(change: QueryChange): void {
    // Of the address itself: one that was just gone to is not in `#place` before its event comes, and must not be lost.
    const { path, query } = parsePlace(location.hash);
    const next = href(path, Object.fromEntries(changed(query, change)));
    history.replaceState(history.state, '', next);
    this.#place = parsePlace(next);
  }
}
