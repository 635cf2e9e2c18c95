/** What kind of video a file is, by its first bytes. */
import { pictureKind } from '../picture-kind.ts';

/** `container`: a file with compressed video, in a format that ffmpeg is allowed to open. */
export type VideoKind = 'container' | 'animation' | 'picture';

/** Boxes with which an ISO base media or QuickTime file may start. */
const FIRST_BOXES = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];
/** Matroska and WebM (EBML), Flash, Ogg, MPEG program streams, ASF. */
const BEGINNINGS = ['\x1aE\xdf\xa3', 'FLV\x01', 'OggS', '\0\0\x01\xba', '0&\xb2u'];
/** Packets of an MPEG transport stream have this length and start with 0x47. */
const PACKET = 188;
/** Number of leading bytes that `videoKind` examines. */
export const VIDEO_KIND_BYTES = 2 * PACKET + 1;

/** @param head the first VIDEO_KIND_BYTES of the file @returns null if the format is not known */
export function videoKind(head: Uint8Array): VideoKind | null {
  const picture = pictureKind(head);
  if (picture === 'gif' || picture === 'webp') return 'animation';
  if (picture) return 'picture';
  const text = Buffer.from(head.subarray(0, 16)).toString('latin1');
  if (FIRST_BOXES.includes(text.slice(4, 8)) || BEGINNINGS.some((begin) => text.startsWith(begin))) return 'container';
  if (/^RIFF....AVI /s.test(text)) return 'container';
  const packets = [0, PACKET, 2 * PACKET].every((at) => head[at] === 0x47);
  return packets ? 'container' : null;
}
