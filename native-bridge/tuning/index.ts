/** The public interface: search spaces, samplers, Pareto fronts and importance. */
export { combinations, gridSize } from './combinations.ts';
export { activeNames, isActive, parentsFirst } from './conditions.ts';
export { type AskAndTell, type Asked, type CreateOptions, createSampler } from './create-sampler.ts';
export { Direction, type History, type Observed } from './history.ts';
export { importance } from './importance.ts';
export { paretoFront } from './pareto.ts';
export { parseSpace } from './parse-space.ts';
export { bestFirst } from './ranking.ts';
export { SAMPLER_KINDS, type Sampler, type SamplerKind } from './sampler.ts';
export { type SamplerOptions, samplerOf } from './sampler-of.ts';
export { Dimension, MOST_DIMENSIONS, Space, Value, Values } from './space.ts';
export { TuningError } from './tuning-error.ts';
