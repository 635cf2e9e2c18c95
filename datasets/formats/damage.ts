/**
 * What is wrong with a picture file that cannot be decoded. A missing end is recognised by the bytes: the text of libvips
 * belongs to the whole process, so another picture may clear it or add to it.
 */
import { isMagickKind } from './magick.ts';
import type { PictureKind } from './picture-kind.ts';
import { systemReason } from './reading.ts';

/** The end of a sentence that starts with the file's name: the libraries' own messages name their internal functions. */
export function damageOf(error: unknown, bytes: Uint8Array, kind: PictureKind): string {
  if (isCut(bytes, kind)) return 'its end is missing';
  const text = ownText(error, kind);
  const endIsKnown = kind in ENDS;
  if (
    !endIsKnown &&
    /premature end|truncat|unexpected end|end of (file|data|image)|too short|insufficient|incomplete|eof|not enough|read error/i.test(
      text,
    )
  ) {
    return 'its end is missing';
  }
  if (/unsupported|not supported|no decode delegate|unimplemented/i.test(text))
    return 'its variant of the format is not supported';
  // A GIF is read to its end when it is opened.
  if ((kind !== 'gif' && OPENING.test(systemReason(error))) || /header|dimension|improper|width|height/i.test(text))
    return 'its header is invalid';
  return 'its data cannot be decoded';
}

/** What sharp adds when a picture cannot even be opened. */
const OPENING = /^Input buffer has corrupt header(: )?/;

/** Names of libvips' readers in its text, and what sharp says itself. */
const READERS: Partial<Record<PictureKind, RegExp>> = {
  jpeg: /jpeg|^Input buffer/i,
  png: /png|^Input buffer/i,
  webp: /webp|^Input buffer/i,
  gif: /gif|^Input buffer/i,
  tiff: /tiff|^Input buffer/i,
  avif: /heif|^Input buffer/i,
};

/** The text about pictures of that kind, without the lines about others that are decoded at the same time. */
export function ownText(error: unknown, kind: PictureKind): string {
  const text = systemReason(error);
  if (isMagickKind(kind)) return text;
  const lines = text.replace(OPENING, '').split('\n');
  return lines.filter((line) => READERS[kind]?.test(line)).join('\n');
}

const PNG_END = Buffer.from('IEND\xaeB\x60\x82', 'latin1');
const JPEG_END = Buffer.from([0xff, 0xd9]);
const GIF_END = 0x3b;
const BIG_TIFF = 0x2b;

/** Formats with a mark at their end, or their length at the beginning. */
const ENDS: Partial<Record<PictureKind, (bytes: Buffer) => boolean>> = {
  png: (bytes) => bytes.includes(PNG_END),
  jpeg: (bytes) => bytes.includes(JPEG_END, scanOf(bytes)),
  webp: (bytes) => bytes.length >= 12 && bytes.readUInt32LE(4) + 8 <= bytes.length,
  gif: (bytes) => bytes.findLast((byte) => byte !== 0) === GIF_END,
};

/** The same for formats of which only some files tell: what is not certainly cut may be. */
const PARTS: Partial<Record<PictureKind, (bytes: Buffer) => boolean>> = {
  bmp: (bytes) => bytes.length >= 6 && bytes.readUInt32LE(2) <= bytes.length,
  tiff: (bytes) => bytes.length >= 8 && directoryOf(bytes) + 2 <= bytes.length,
  avif: holdsBoxes,
  heic: holdsBoxes,
};

/** Whether the file surely lacks its end. */
export function isCut(bytes: Uint8Array, kind: PictureKind): boolean {
  const isWhole = ENDS[kind] ?? PARTS[kind];
  return isWhole !== undefined && !isWhole(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** Where the pixels of a JPEG begin: a preview in the segments before has an end of its own. */
function scanOf(bytes: Buffer): number {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) at += 2 + bytes.readUInt16BE(at + 2);
  return at;
}

/** Where the first directory of a TIFF is, which many programs write at its end; a BigTIFF is not examined. */
function directoryOf(bytes: Buffer): number {
  if (bytes[2] === BIG_TIFF || bytes[3] === BIG_TIFF) return 0;
  return bytes[0] === 0x49 ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
}

/** Whether the boxes of an ISO base media file, each with its length, are complete. */
function holdsBoxes(bytes: Buffer): boolean {
  let at = 0;
  while (at + 16 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    if (size === 0) return true; // up to the end of the file
    at += size === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : Math.max(size, 8);
  }
  return at <= bytes.length;
}
