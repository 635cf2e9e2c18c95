/** Wheels from a package index through its simple JSON API (PEP 691), for machines without pip. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { BackendError } from '../../backend.ts';
import type { Work } from '../../building/install.ts';
import type { Wheel } from './wheels.ts';

const SIMPLE_JSON = 'application/vnd.pypi.simple.v1+json';

const ProjectPage = z.object({
  files: z.array(
    z.object({
      filename: z.string(),
      url: z.string(),
      hashes: z.record(z.string(), z.string()),
      size: z.number().optional(),
    }),
  ),
});

/**
 * Downloads one wheel from the index at `index`; resolves with its path and the checksum that the index states.
 * @throws BackendError if the index cannot be reached, is not an index, lacks the wheel or states a checksum other than
 * the pinned one.
 */
export async function indexDownload(
  index: string,
  wheel: Wheel,
  work: Work,
): Promise<{ file: string; sha256: string }> {
  const page = new URL(`${wheel.project}/`, index.endsWith('/') ? index : `${index}/`);
  const response = await get(page, { Accept: SIMPLE_JSON }, work);
  const { files } = await parsePage(response, page);
  const entry = files.find(({ filename }) => isWheelFile(filename, wheel));
  if (!entry) {
    throw failure(page, `lists no file of ${wheel.project} ${wheel.version} for ${wheel.platforms.join(' or ')}`);
  }
  const sha256 = entry.hashes.sha256;
  if (!sha256) throw failure(page, `states no SHA-256 for ${entry.filename}`);
  // Checked before hundreds of megabytes are downloaded.
  if (wheel.sha256 !== null && sha256 !== wheel.sha256) {
    throw failure(page, `offers ${entry.filename} with the SHA-256 ${sha256}; expected ${wheel.sha256}`);
  }
  const folder = join(work.folder, `index-${wheel.project}`);
  await mkdir(folder, { recursive: true });
  // basename: a malicious index must not choose the folder.
  const file = join(folder, basename(entry.filename));
  await save(await get(new URL(entry.url, response.url), {}, work), file, {
    wheel,
    bytes: entry.size ?? wheel.bytes,
    work,
  });
  return { file, sha256 };
}

/** `project-version-python-abi-platform.whl` (PEP 427); dashes in a project's name are underscores in file names. */
function isWheelFile(filename: string, { project, version, python, platforms }: Wheel): boolean {
  const match = /^(.+?)-(.+?)(?:-\d[^-]*)?-([^-]+)-[^-]+-([^-]+)\.whl$/.exec(filename);
  if (!match) return false;
  const [, name = '', release, interpreter = '', platform = ''] = match;
  return (
    name.toLowerCase().replace(/[-_.]+/g, '-') === project &&
    release === version &&
    interpreter.split('.').some((tag) => tag === `cp${python.replace('.', '')}` || tag === 'py3') &&
    platform.split('.').some((tag) => platforms.includes(tag))
  );
}

async function parsePage(response: Response, page: URL): Promise<z.infer<typeof ProjectPage>> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = ProjectPage.safeParse(body);
  if (!parsed.success) throw failure(page, 'does not answer in the simple JSON API of PEP 691');
  return parsed.data;
}

async function get(address: URL, headers: Record<string, string>, { signal }: Work): Promise<Response> {
  requireSecure(address);
  const response = await fetch(address, { headers, ...(signal && { signal }) }).catch((error: unknown) => {
    if (signal?.aborted) throw signal.reason;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw failure(address, `cannot be reached (${cause})`);
  });
  requireSecure(new URL(response.url)); // after redirects
  if (!response.ok) throw failure(address, `answers ${response.status} ${response.statusText}`);
  return response;
}

/** Allows https, and http to this machine. */
function requireSecure({ protocol, hostname, href }: URL): void {
  const loopback =
    hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
  if (protocol === 'https:' || (protocol === 'http:' && loopback)) return;
  throw new BackendError(`The package index ${href} is not reached over https.`, 'Give an https address.');
}

async function save(
  response: Response,
  file: string,
  { wheel, bytes, work }: { wheel: Wheel; bytes: number; work: Work },
): Promise<void> {
  const total = bytes || Number(response.headers.get('content-length') ?? 0);
  let done = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      work.onProgress({ step: `Download ${wheel.project}`, done, total: Math.max(done, total) });
      next(null, chunk);
    },
  });
  if (!response.body) throw failure(new URL(response.url), 'sent no file');
  await pipeline(Readable.fromWeb(response.body), counter, createWriteStream(file), { signal: work.signal });
}

function failure(address: URL, reason: string): BackendError {
  return new BackendError(
    `The package index ${address.href} ${reason}.`,
    'Give another index in SIGNS_LAB_PACKAGE_INDEX, or install pip.',
  );
}
