/** Access control of the browser lab: only the person who was given the link, on this machine, in one browser. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Decision =
  | { readonly kind: 'serve' }
  /** The token was valid: the browser gets the cookie and goes on to an address without the token. */
  | { readonly kind: 'welcome'; readonly cookie: string }
  /** The owner's key was valid: another one-time link. */
  | { readonly kind: 'invite'; readonly url: string }
  | { readonly kind: 'refuse'; readonly status: 400 | 403 | 405; readonly reason: string };

const REFUSED =
  'This link to the lab has been used already, or is not valid. A link works once: for another, press l in the terminal of the lab or run signs-lab open; or continue in the browser that used it.';

/** Where `signs-lab open` requests another link. */
export const INVITE = '/invite';

/** The contract, and camera frames. */
const SOCKETS: ReadonlySet<string> = new Set(['/lab', '/frames']);

export class Entrance {
  readonly #port: number;
  readonly #cookie = randomBytes(32).toString('base64url');
  /** Null after it has been used. */
  #token: string | null = null;
  /** The first one-time link. */
  readonly url: string;
  /** Whoever has it owns the lab folder, and may request another link. */
  readonly key = randomBytes(32).toString('base64url');

  constructor(port: number) {
    this.#port = port;
    this.url = this.invite();
  }

  /** Another one-time link; an earlier link that was not used becomes invalid. */
  invite(): string {
    this.#token = randomBytes(24).toString('base64url');
    return `http://127.0.0.1:${this.#port}/?token=${this.#token}`;
  }

  decide(request: IncomingMessage): Decision {
    if (!this.#isOwnHost(request)) return refuse(403, 'The lab is served on 127.0.0.1 only.');
    if (request.method === 'POST' && request.url === INVITE) return this.#invited(request);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(405, 'The lab only serves files: use GET or HEAD.');
    const url = URL.parse(request.url ?? '/', this.#origin);
    if (!url) return refuse(400, 'That is not a valid address.');
    const token = url.searchParams.get('token');
    if (token !== null) return this.#welcome(token, request);
    return this.#hasCookie(request) ? { kind: 'serve' } : refuse(403, REFUSED);
  }

  /** A page of another site can open sockets to any host, but its Origin differs, and it has no cookie (SameSite). */
  admitsSocket(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    return (
      SOCKETS.has(request.url ?? '') &&
      this.#isOwnHost(request) &&
      this.#hasCookie(request) &&
      origin === `http://${request.headers.host}`
    );
  }

  #invited({ headers: { authorization = '' } }: IncomingMessage): Decision {
    const right = same(authorization, `Bearer ${this.key}`);
    return right ? { kind: 'invite', url: this.invite() } : refuse(403, 'That is not the key of this lab.');
  }

  get #origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** False for a name that another site has pointed at 127.0.0.1 (DNS rebinding). */
  #isOwnHost({ headers: { host } }: IncomingMessage): boolean {
    return host === `127.0.0.1:${this.#port}` || host === `localhost:${this.#port}`;
  }

  #welcome(token: string, request: IncomingMessage): Decision {
    const right = this.#token !== null && same(token, this.#token);
    if (!right && !this.#hasCookie(request)) return refuse(403, REFUSED);
    if (right) this.#token = null;
    return { kind: 'welcome', cookie: `${this.#cookieName}=${this.#cookie}; HttpOnly; SameSite=Strict; Path=/` };
  }

  /** Cookies are shared by all ports of a host: the name keeps two labs apart. */
  get #cookieName(): string {
    return `signs-lab-${this.#port}`;
  }

  #hasCookie({ headers: { cookie = '' } }: IncomingMessage): boolean {
    const given = cookie
      .split(';')
      .map((part) => part.trim().split('='))
      .find(([name]) => name === this.#cookieName);
    return given !== undefined && same(given[1] ?? '', this.#cookie);
  }
}

function refuse(status: 400 | 403 | 405, reason: string): Decision {
  return { kind: 'refuse', status, reason };
}

/** Compares in constant time, so that timing does not reveal how much matches. */
function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
