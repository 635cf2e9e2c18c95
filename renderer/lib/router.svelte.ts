import { changed, href, parsePlace, type QueryChange } from './place.ts';

export { href, matchPath } from './place.ts';

/** The location in the address bar, as state. */
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

  /** Navigation by a person: back returns from it. */
  go(path: string, query: QueryChange = {}): void {
    location.hash = href(path, query);
  }

  /** View state of a screen (filter, sorting, tab): replaces the current entry, without a history step. */
  set(change: QueryChange): void {
    // Reads the address itself: a location just navigated to is not in `#place` before its event, and must not be lost.
    const { path, query } = parsePlace(location.hash);
    const next = href(path, Object.fromEntries(changed(query, change)));
    history.replaceState(history.state, '', next);
    this.#place = parsePlace(next);
  }
}
