/**
 * A computation for the worker, as a generator: it yields where it can be interrupted (every few milliseconds) what there
 * is to show so far, and returns the result. Everything that goes in and out can be cloned.
 */
export type Job<Input, Part, Output> = (input: Input) => Generator<Part, Output>;

// biome-ignore lint/suspicious/noExplicitAny: the type parameters of every job are its own.
export type AnyJob = Job<any, any, any>;
export type InputOf<J extends AnyJob> = Parameters<J>[0];
export type PartOf<J extends AnyJob> = J extends Job<never, infer Part, unknown> ? Part : never;
export type OutputOf<J extends AnyJob> = J extends (input: never) => Generator<unknown, infer Output> ? Output : never;
