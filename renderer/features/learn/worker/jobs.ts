/** Every job of the worker by name: one line a station's. The page imports the type alone. */
export const JOBS = {};

export type Jobs = typeof JOBS;
