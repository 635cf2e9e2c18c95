/** The entry point of both shells: every message from a page is checked here, once, and always answered. */
import { z } from 'zod';
import { HostError } from '../hosts/host-error.ts';
import { type Channel, type Handlers, REQUESTS } from './contract.ts';
import type { Failure } from './schemas/common.ts';

export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };

/** Calls the handler of `channel`. Never throws: any error becomes a Failure. */
export async function answer(handlers: Handlers, channel: unknown, input: unknown): Promise<Answer> {
  if (!isChannel(channel))
    return refused(`There is no request ${shown(channel)}.`, 'Reload the page: it is from another version.');
  const asked = REQUESTS[channel].input.safeParse(input);
  if (!asked.success) {
    return refused(
      `${channel} was requested with invalid input: ${z.prettifyError(asked.error)}`,
      'Correct the fields named there.',
    );
  }
  try {
    const handler = handlers[channel] as (asked: unknown) => unknown;
    return { ok: true, value: await handler(asked.data) };
  } catch (error) {
    return { ok: false, failure: failureOf(error) };
  }
}

function isChannel(channel: unknown): channel is Channel {
  return typeof channel === 'string' && Object.hasOwn(REQUESTS, channel);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function refused(message: string, remedy: string): Answer {
  return { ok: false, failure: { message, remedy, badArgument: true } };
}

/** A HostError is meant for people; anything else is a bug, with the stack for its report. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HostError) {
    const { message, remedy, badArgument, detail } = error;
    return {
      message,
      badArgument,
      ...(remedy !== undefined && { remedy }),
      ...(detail !== undefined && { stack: detail }),
    };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { message, badArgument: false, ...(stack !== undefined && { stack }) };
}
