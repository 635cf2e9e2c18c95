/** A file's picture format, by its first bytes, because names can be wrong. Pure, without Node. */

export const PICTURE_KINDS = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif', 'heic', 'bmp', 'pnm'] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

/** Their usual names, for errors and help. */
export const PICTURE_KINDS_LISTED = 'JPEG, PNG, WebP, AVIF, GIF, TIFF, BMP, PPM, PGM and HEIC';
/** Number of leading bytes that `pictureKind` examines. */
export const KIND_BYTES = 32;
/** Sizes of a BMP's second header: OS/2, and versions 1 to 5. */
const BMP_HEADERS = [12, 40, 52, 56, 64, 108, 124];
const ENDINGS = /\.(jpe?g|jpe|jfif|png|webp|avif|gif|tiff?|bmp|dib|ppm|pgm|pbm|pnm|hei[cf])$/i;

/** Whether a name has a picture's extension. The format is decided by the content. */
export function isPictureName(name: string): boolean {
  return ENDINGS.test(name);
}

/** @param head the first KIND_BYTES of the file @returns null if it is not a readable picture */
export function pictureKind(head: Uint8Array): PictureKind | null {
  const text = String.fromCharCode(...head.subarray(0, KIND_BYTES));
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (/^RIFF....WEBP/s.test(text)) return 'webp';
  if (/^GIF8[79]a/.test(text)) return 'gif';
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'tiff';
  if (text.startsWith('BM') && BMP_HEADERS.includes(head[14]!) && text.slice(15, 18) === '\0\0\0') return 'bmp';
  if (/^P[1-6][\s#]/.test(text)) return 'pnm';
  return isoKind(text);
}

/** ISO base media files: the brand, or one of those that it is compatible with. */
function isoKind(text: string): PictureKind | null {
  if (text.slice(4, 8) !== 'ftyp') return null;
  const brands = text.slice(8).match(/.{1,4}/gs) ?? [];
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand)) ? 'heic' : null;
}
