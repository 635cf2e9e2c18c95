/** Checks the rest of the course's training around the eight functions: initial weights, mini-batches, costs. */

export { BATCH, CLASSES, FIRST_SEED, PICTURES } from './batch-order.ts';
export { byDistance, checkCosts, PUBLISHED } from './costs.ts';
export { courseWeights, WEIGHT_NAMES, WEIGHT_SHAPES, type WeightName } from './glorot.ts';
export { checkParameters, readPrintedWeights, type Weights } from './initialize-parameters.ts';
export { checkMiniBatches, type GivenBatches } from './mini-batches.ts';
export { type EpochCosts, readCosts } from './read-costs.ts';
export { RECORDED_COSTS, type RecordedCosts } from './recorded-costs.ts';
