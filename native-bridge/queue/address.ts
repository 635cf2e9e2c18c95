/**
 * The address of a queue server, `redis://[user]:password@host:port/database`. Because it contains a password, only
 * host and port ever appear in errors, and errors of the client library are never passed on, because they contain
 * commands with their arguments (`AUTH password`).
 */
import { ArgumentError } from '../training/training-error.ts';

export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  /** Number of the database on the server. */
  readonly db: number;
  /** `rediss://`: encrypted, with a certificate that this machine trusts. */
  readonly tls: boolean;
  /** Host and port, which may be shown. */
  readonly shown: string;
}

const FORM =
  'Its form is redis://:PASSWORD@HOST:6379/0, or rediss:// for an encrypted connection; special characters of the password are percent-encoded.';
const DEFAULT_PORT = 6379;

/** @throws ArgumentError if it is not such an address; the message does not repeat it. */
export function parseAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw wrong('cannot be read');
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') throw wrong('does not begin with redis:// or rediss://');
  if (url.hostname === '') throw wrong('names no host');
  if (url.search !== '' || url.hash !== '') throw wrong('has a part after ? or #');
  const db = /^\/?$/.test(url.pathname) ? '0' : url.pathname.slice(1);
  if (!/^\d{1,5}$/.test(db)) throw wrong('names a database that is not a number');
  const [username, password] = [decoded(url.username), decoded(url.password)];
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  return {
    ...{ host, port, db: Number(db), tls: url.protocol === 'rediss:', shown: `${url.hostname}:${port}` },
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong('has a % that is not a percent-encoding');
  }
}

function wrong(why: string): ArgumentError {
  return new ArgumentError(`The address of the queue ${why}.`, FORM);
}
