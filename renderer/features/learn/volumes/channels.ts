import { t as shared } from '../messages/index.ts';

/** Colours and names of an input's channels: red, green and blue where there are three. */
const RGB = ['var(--chart-6)', 'var(--chart-3)', 'var(--chart-1)'];
const RGB_NAMES = [shared.red, shared.green, shared.blue];

export function channelColour(channel: number, count: number): string {
  return (count === 3 ? RGB[channel] : undefined) ?? 'var(--text-soft)';
}

export function channelName(channel: number, count: number): string {
  return (count === 3 ? RGB_NAMES[channel]?.() : undefined) ?? shared.channelTitle({ n: channel });
}
