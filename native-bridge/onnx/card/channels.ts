/** The colour channels of a net's input, in its order. */
export const CHANNEL_ORDERS = ['RGB', 'BGR', 'grey'] as const;

export function channelCount(channels: (typeof CHANNEL_ORDERS)[number]): 1 | 3 {
  return channels === 'grey' ? 1 : 3;
}
