/** Who may come in to the browser lab: the person who was given the address, from this machine, in one browser. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Decision =
  | { readonly kind: 'serve' }
  /** The token was right: the browser keeps the cookie, and the token is gone from its address. */
  | { readonly kind: 'welcome'; readonly cookie: string }
  /** The owner's key was right: another one-time address. */
  | { readonly kind: 'invite'; readonly url: string }
  | { readonly kind: 'refuse'; readonly status: 400 | 403 | 405; readonly reason: string };

const REFUSED =
  'This address of the lab has been used, or was never right. Its token is good once: press l in the terminal of the lab, or run signs-lab open, for another; or go on in the browser that used it.';

/** Where `signs-lab open` asks for another address. */
export const INVITE = '/invite';

/** The contract, and the frames of cameras. */
const SOCKETS: ReadonlySet<string> = new Set(['/lab', '/frames']);

export class Entrance {
  readonly #port: number;
  readonly #cookie = randomBytes(32).toString('base64url');
  /** Null once it was used. */
  #token: string | null = null;
  /** The first one-time address. */
  readonly url: string;
  /** Whoever has it is the owner of the lab folder, and may ask for another address. */
  readonly key = randomBytes(32).toString('base64url');

  constructor(port: number) {
    this.#port = port;
    this.url = this.invite();
  }

  /** Another address that is good once; an earlier one that was not used is good no more. */
  invite(): string {
    this.#token = randomBytes(24).toString('base64url');
    return `http://127.0.0.1:${this.#port}/?token=${this.#token}`;
  }

  decide(request: IncomingMessage): Decision {
    if (!this.#hostIsOurs(request)) return refuse(403, 'The lab is served to 127.0.0.1 alone.');
    if (request.method === 'POST' && request.url === INVITE) return this.#invited(request);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(405, 'The lab serves files; it takes none this way.');
    const url = URL.parse(request.url ?? '/', this.#origin);
    if (!url) return refuse(400, 'That is no address.');
    const token = url.searchParams.get('token');
    if (token !== null) return this.#welcome(token, request);
    return this.#knows(request) ? { kind: 'serve' } : refuse(403, REFUSED);
  }

  /** A page of another site can open sockets to any host: its Origin says so, and it has no cookie (SameSite). */
  admitsSocket(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    return (
      SOCKETS.has(request.url ?? '') &&
      this.#hostIsOurs(request) &&
      this.#knows(request) &&
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

  /** A name that another site has pointed at 127.0.0.1 (DNS rebinding) is not one of ours. */
  #hostIsOurs({ headers: { host } }: IncomingMessage): boolean {
    return host === `127.0.0.1:${this.#port}` || host === `localhost:${this.#port}`;
  }

  #welcome(token: string, request: IncomingMessage): Decision {
    const right = this.#token !== null && same(token, this.#token);
    if (!right && !this.#knows(request)) return refuse(403, REFUSED);
    if (right) this.#token = null;
    return { kind: 'welcome', cookie: `${this.#cookieName}=${this.#cookie}; HttpOnly; SameSite=Strict; Path=/` };
  }

  /** Cookies are shared by all ports of a host: the name keeps two labs apart. */
  get #cookieName(): string {
    return `signs-lab-${this.#port}`;
  }

  #knows({ headers: { cookie = '' } }: IncomingMessage): boolean {
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

/** In a time that does not show how much of it was right. */
function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
