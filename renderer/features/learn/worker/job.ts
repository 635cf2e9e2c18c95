/**
 * A computation for the worker, as a generator: it yields partial results wherever it can be interrupted (every few
 * milliseconds), and returns the result. All inputs and outputs are cloneable.
 */
export type Job<Input, Part, Output> = (input: Input) => Generator<Part, Output>;

// biome-ignore lint/suspicious/noExplicitAny: the type parameters differ from job to job.
export type AnyJob = Job<any, any, any>;
export type InputOf<J extends AnyJob> = Parameters<J>[0];
export type PartOf<J extends AnyJob> = J extends Job<never, infer Part, unknown> ? Part : never;
export type OutputOf<J extends AnyJob> = J extends (input: never) => Generator<unknown, infer Output> ? Output : never;
