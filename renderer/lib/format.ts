/** Formats numbers, times and sizes in the page's language. */
import { language } from './language.ts';
import { t } from './messages/index.ts';

/** Digits and their grouping are the same in both languages. */
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12,345` */
export const count = (value: number): string => whole.format(value);

/** `a, b, c`; in Chinese `a、b、c`. */
export const listOf = (words: readonly string[]): string =>
  new Intl.ListFormat(language(), { type: 'conjunction', style: 'narrow' }).format(words);

/** A share in [0,1] as `93.4 %`. */
export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;

/** Costs and rates: three significant digits, without an exponent where possible. */
export function significant(value: number, digits = 3): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e6 || size < 1e-4 ? value.toExponential(digits - 1) : String(Number(value.toPrecision(digits)));
}

/** `4 s`, `3 min 5 s`, `2 h 10 min` */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return t.seconds({ s: seconds < 10 && seconds > 0 ? seconds.toFixed(1) : s });
  if (s < 3600) return t.minutesSeconds({ min: Math.floor(s / 60), s: s % 60 });
  return t.hoursMinutes({ h: Math.floor(s / 3600), min: Math.floor((s % 3600) / 60) });
}

/** `12.3 MB` */
export function bytes(size: number): string {
  const units = ['', 'KB', 'MB', 'GB', 'TB'];
  const at = size < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3));
  return at === 0 ? t.bytes({ n: size }) : `${(size / 1000 ** at).toPrecision(3)} ${units[at]}`;
}

/** `just now`, `5 min ago`, `3 h ago`, then the date. `at` in milliseconds since 1970. */
export function ago(at: number, now = Date.now()): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return t.justNow();
  if (minutes < 60) return t.minutesAgo({ n: minutes });
  if (minutes < 24 * 60) return t.hoursAgo({ n: Math.floor(minutes / 60) });
  return date(at);
}

/** `23 Nov 2026, 06:22`, `2026年11月23日 06:22` */
export const date = (at: number): string =>
  new Date(at).toLocaleString(language() === 'en' ? 'en-GB' : 'zh-CN', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
