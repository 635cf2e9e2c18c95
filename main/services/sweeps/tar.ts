/** Files in one archive: POSIX.1-1988 `ustar` (IEEE Std 1003.1, pax), which every system can unpack. */
const BLOCK = 512;

export interface Packed {
  /** Below the archive's folder, with forward slashes; at most 100 bytes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** @param folder into which all of them unpack. @throws RangeError for a path that does not fit */
export function tarOf(files: readonly Packed[], folder: string): Uint8Array {
  const parts = files.flatMap(({ path, bytes }) => [
    header(`${folder}/${path}`, bytes.length),
    bytes,
    new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]);
}

/** (512) */
function header(path: string, size: number): Uint8Array {
  const { name, prefix } = splitPath(path);
  const block = Buffer.alloc(BLOCK);
  const put = (at: number, text: string) => void block.write(text, at, 'utf8');
  const octal = (at: number, digits: number, value: number) => put(at, `${value.toString(8).padStart(digits, '0')}\0`);
  put(0, name);
  octal(100, 7, 0o644);
  octal(108, 7, 0);
  octal(116, 7, 0);
  octal(124, 11, size);
  octal(136, 11, Math.floor(Date.now() / 1000));
  put(148, '        '); // the checksum counts itself as spaces
  put(156, '0'); // a file
  put(257, 'ustar\0');
  put(263, '00');
  put(345, prefix);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** The name field has 100 bytes; the part before a slash may go into a prefix field of 155. */
function splitPath(path: string): { name: string; prefix: string } {
  const bytes = (text: string) => Buffer.byteLength(text);
  if (bytes(path) <= 100) return { name: path, prefix: '' };
  const slash = path.indexOf('/');
  const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
  if (slash > 0 && bytes(prefix) <= 155 && bytes(name) <= 100) return { name, prefix };
  throw new RangeError(`${path} is too long for an archive`);
}
