/** Explains refusals by a server or the network, in messages that contain only host and port of the address. */
import { QueueError } from './queue-error.ts';

interface Refusal {
  /** Pattern to find in an error's code or message. */
  readonly sign: RegExp;
  readonly why: string;
  readonly remedy: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    sign: /WRONGPASS|invalid password|AUTH .*failed/i,
    why: 'refuses the password',
    remedy: 'Check user and password in the address; special characters must be percent-encoded.',
  },
  {
    sign: /NOAUTH|authentication required/i,
    why: 'requires a password, but the address has none',
    remedy: 'Write it into the address: redis://:PASSWORD@HOST:PORT/0',
  },
  {
    sign: /NOPERM/,
    why: 'does not give this user the permissions that a queue needs',
    remedy: 'Give the user all commands on keys that begin with signs-lab: (ACL SETUSER ... ~signs-lab:* +@all).',
  },
  {
    sign: /ECONNREFUSED/,
    why: 'is not running: nothing listens on that port',
    remedy: 'Start it (apt install redis-server; redis-server), or correct host and port.',
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN/,
    why: 'cannot be found: no machine has that name',
    remedy: 'Correct the host in the address, or check the network.',
  },
  {
    sign: /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/,
    why: 'does not answer',
    remedy: 'Check host and port, the network, and a firewall between the machines.',
  },
  {
    sign: /CERT|certificate|self.signed/i,
    why: 'shows a certificate that this machine does not trust',
    remedy: 'Tell Node the certificate authority: NODE_EXTRA_CA_CERTS=ca.pem',
  },
  {
    sign: /DB index|invalid DB/i,
    why: 'has no database of that number',
    remedy: 'Name another database at the end of the address: /0',
  },
  {
    sign: /DENIED|protected mode/i,
    why: 'is in protected mode',
    remedy: 'Give it a password (requirepass in redis.conf).',
  },
  { sign: /LOADING/, why: 'is still reading its data', remedy: 'Try again in a moment.' },
  {
    sign: /RESP type|Protocol error|SSL|TLS|ECONNRESET/i,
    why: 'does not speak Redis there',
    remedy: 'Check the port, and whether the connection is encrypted (rediss://) or not (redis://).',
  },
];

/**
 * @param heard errors of the client library, which are not passed on because they contain commands with their arguments
 */
export function explain(heard: readonly NodeJS.ErrnoException[], shown: string): QueueError {
  const signs = heard.map(({ code = '', message }) => `${code} ${message}`).join('\n');
  const found = REFUSALS.find(({ sign }) => sign.test(signs));
  const { why, remedy } = found ?? {
    why: 'closed the connection',
    remedy: 'Check host, port and the log of the server.',
  };
  return new QueueError(`The queue server at ${shown} ${why}.`, remedy);
}
