/**
 * The page's location, in the address after `#`: `#/datasets/3?split=test&sort=loss`. Reload, back and copied links
 * preserve it.
 */
export type QueryChange = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  return { path: `/${path.replace(/^\/+|\/+$/g, '')}`, query: new URLSearchParams(query) };
}

/** An address for `<a href>`; entries that are null, false or empty are omitted. */
export function href(path: string, query: QueryChange = {}): string {
  const search = changed(new URLSearchParams(), query).toString();
  return `#${path}${search && `?${search}`}`;
}

/** The query with some entries changed. */
export function changed(query: URLSearchParams, change: QueryChange): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const [key, value] of Object.entries(change)) {
    if (value === null || value === undefined || value === false || value === '') next.delete(key);
    else next.set(key, String(value));
  }
  return next;
}

/** Matches `/datasets/:dataset` against `/datasets/3`: `{ dataset: '3' }`, or null. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const [wanted, found] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== found.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const here = decoded(found[at] ?? '');
    if (here === null) return null;
    if (part.startsWith(':')) params[part.slice(1)] = here;
    else if (part !== here) return null;
  }
  return params;
}

/** Null where a hand-written address has invalid escapes. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
