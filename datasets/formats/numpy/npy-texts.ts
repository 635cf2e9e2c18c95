/** numpy's strings: `<U5` (UTF-32) and `|S5` (bytes), padded with zeros. Pure, without Node. */

export interface TextType {
  /** Bytes of one string. */
  readonly size: number;
  read(view: DataView, at: number): string;
}

/** @returns null if the type is not a string type */
export function textType(descr: string): TextType | null {
  const [, order, kind, digits] = /^([<>|=]?)([US])(\d{1,6})$/.exec(descr) ?? [];
  const length = Number(digits);
  if (kind === undefined || length === 0) return null;
  if (kind === 'S') return { size: length, read: (view, at) => bytesAt(view, at, length) };
  return { size: length * 4, read: (view, at) => charactersAt(view, at, length, order !== '>') };
}

function bytesAt(view: DataView, at: number, length: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length);
  return new TextDecoder().decode(bytes).replace(/\0+$/, '');
}

function charactersAt(view: DataView, at: number, length: number, little: boolean): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    const code = view.getUint32(at + i * 4, little);
    if (code !== 0) text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return text;
}
