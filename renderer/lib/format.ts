/** Numbers, times and sizes as people read them; English words, the reader's own digits grouping is not assumed. */
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12,345` */
export const count = (value: number): string => whole.format(value);

/** A share in [0,1] as `93.4 %`. */
export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;

/** Costs and rates: three significant digits, plain where it can be. */
export function significant(value: number, digits = 3): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e6 || size < 1e-4 ? value.toExponential(digits - 1) : String(Number(value.toPrecision(digits)));
}

/** `1 picture`, `12,345 pictures` */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** `4 s`, `3 min 5 s`, `2 h 10 min` */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return seconds < 10 && seconds > 0 ? `${seconds.toFixed(1)} s` : `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** `12.3 MB` */
export function bytes(size: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const at = size < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3));
  return at === 0 ? `${size} bytes` : `${(size / 1000 ** at).toPrecision(3)} ${units[at]}`;
}

/** `just now`, `5 min ago`, `3 h ago`, then the date. `at` in milliseconds since 1970. */
export function ago(at: number, now = Date.now()): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return date(at);
}

/** `23 Nov 2026, 06:22` */
export const date = (at: number): string =>
  new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
